package io.chengdan.server.api;

import java.util.UUID;

/** Something referred to: its id and the name people know it by. */
record Titled(UUID id, String title) {}
