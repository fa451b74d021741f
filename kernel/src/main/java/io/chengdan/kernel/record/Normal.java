package io.chengdan.kernel.record;

import java.text.Normalizer;
import java.util.Locale;

/** Makes values comparable: what people take for the same name, code or number becomes the same text. */
final class Normal {

    private Normal() {}

    /** @param how company_name, code or phone; see {@code normalize} of a field */
    static String form(String how, String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var form = switch (how) {
            // full and half width, spaces, dots and the two kinds of brackets make no other company
            case "company_name" -> plain.replaceAll("[\\s\\p{Punct}·•・、，。（）【】《》]+", "");
            case "code" -> plain.replaceAll("[\\s-]+", "");
            case "phone" -> plain.replaceAll("\\D+", "").replaceFirst("^(?:0086|86)(?=1\\d{10}$)", "");
            default -> throw new IllegalArgumentException("unknown normalization " + how);
        };
        // what has nothing but signs is compared as it stands
        return form.isEmpty() ? plain.strip() : form;
    }
}
