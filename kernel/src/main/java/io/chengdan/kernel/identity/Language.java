package io.chengdan.kernel.identity;

import io.chengdan.kernel.definition.Text;
import java.util.Optional;

/** The languages the product speaks. */
public enum Language {
    ZH("zh"),
    EN("en");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** The language's tag, {@code zh} or {@code en}. */
    public String tag() {
        return tag;
    }

    public String of(Text text) {
        return this == ZH ? text.zh() : text.en();
    }

    /** The language of a tag such as {@code zh}, {@code zh-CN} or {@code en-GB}. */
    public static Optional<Language> ofTag(String tag) {
        for (var language : values()) {
            if (tag.equals(language.tag) || tag.startsWith(language.tag + "-")) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }
}
