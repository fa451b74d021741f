package io.chengdan.kernel.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a place may ask a file to be. Media types are those that {@link TrueType} finds, never those that a client claims. */
enum FileKind {
    PDF("PDF", "PDF", Set.of("application/pdf")),
    IMAGE(
            "图片",
            "image",
            Set.of(
                    "image/jpeg",
                    "image/png",
                    "image/gif",
                    "image/webp",
                    "image/bmp",
                    "image/tiff",
                    "image/heic",
                    "image/heif",
                    "image/avif")),
    OFFICE(
            "Office 文档",
            "office document",
            Set.of(
                    "application/msword",
                    "application/vnd.ms-excel",
                    "application/vnd.ms-powerpoint",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                    "application/vnd.oasis.opendocument.text",
                    "application/vnd.oasis.opendocument.spreadsheet",
                    "application/vnd.oasis.opendocument.presentation",
                    "application/rtf",
                    "text/csv",
                    "text/plain")),
    // Recorders write sound into containers that can hold pictures as well.
    AUDIO(
            "录音",
            "audio",
            Set.of(
                    "application/ogg",
                    "application/x-matroska",
                    "video/webm",
                    "video/mp4",
                    "video/3gpp",
                    "video/quicktime")) {
        @Override
        boolean takes(String type) {
            return type.startsWith("audio/") || super.takes(type);
        }
    },
    VIDEO("视频", "video", Set.of("application/ogg", "application/x-matroska", "application/mp4")) {
        @Override
        boolean takes(String type) {
            return type.startsWith("video/") || super.takes(type);
        }
    };

    private final String zh;
    private final String en;

    @SuppressWarnings("ImmutableEnumChecker") // the sets above cannot be changed
    private final Set<String> types;

    FileKind(String zh, String en, Set<String> types) {
        this.zh = zh;
        this.en = en;
        this.types = types;
    }

    boolean takes(String type) {
        return types.contains(type);
    }

    String zh() {
        return zh;
    }

    String en() {
        return en;
    }

    /** The kinds a place names; empty where it takes any file. */
    static List<FileKind> of(List<String> accept) {
        return accept.contains("any")
                ? List.of()
                : accept.stream()
                        .map(kind -> valueOf(kind.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    static Optional<FileKind> ofType(String type) {
        return Arrays.stream(values()).filter(kind -> kind.takes(type)).findFirst();
    }
}
