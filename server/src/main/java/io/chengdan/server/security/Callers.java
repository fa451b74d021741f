package io.chengdan.server.security;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;

/** The caller of the present request, and the language to answer in. */
public final class Callers {

    private Callers() {}

    /** The caller of the request that this thread serves; empty before log-in. */
    public static Optional<Caller> present() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication authentication
                ? Optional.of(authentication.caller())
                : Optional.empty();
    }

    /** The language asked for, else the caller's own, else Chinese. */
    public static Language language(HttpServletRequest request) {
        return asked(request)
                .or(() -> present().map(caller -> caller.person().language()))
                .orElse(Language.ZH);
    }

    static Language language(HttpServletRequest request, Person person) {
        return asked(request).orElse(person.language());
    }

    private static Optional<Language> asked(HttpServletRequest request) {
        var header = request.getHeader("Accept-Language");
        if (header == null) {
            return Optional.empty();
        }
        return ranges(header).stream()
                .filter(range -> range.getWeight() > 0)
                .flatMap(range -> Language.ofTag(range.getRange()).stream())
                .findFirst();
    }

    private static List<Locale.LanguageRange> ranges(String header) {
        try {
            return Locale.LanguageRange.parse(header);
        } catch (IllegalArgumentException _) {
            // A header nobody can read asks for nothing.
            return List.of();
        }
    }
}
