/**
 * The files of the web client.
 *
 * <p>In: addresses outside of the API. Out: files of the built client, compressed beforehand where they were, and the client's
 * page for every address that is one of its own routes.
 */
@NullMarked
package io.chengdan.server.web;

import org.jspecify.annotations.NullMarked;
