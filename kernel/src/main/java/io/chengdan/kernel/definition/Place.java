package io.chengdan.kernel.definition;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A spot in a definition file, where a check says what is wrong. */
record Place(String file, String path, Faults faults) {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final Pattern OPTION_KEY = Pattern.compile("[a-z0-9][a-z0-9_]{0,40}");
    private static final Pattern UID = Pattern.compile("[a-z0-9]{4,12}");

    Place at(String key) {
        return new Place(file, path.isEmpty() ? key : path + "." + key, faults);
    }

    Place at(int index) {
        return new Place(file, path + "[" + index + "]", faults);
    }

    void wrong(String code, String zh, String en) {
        faults.add(file, path, code, zh, en);
    }

    /** Notes that a name refers to nothing. */
    void noSuch(String zhWhat, String enWhat, String name, Collection<String> known) {
        var near = Faults.nearest(name, known);
        wrong(
                "unknown_reference",
                "没有“" + name + "”这个" + zhWhat + "。" + (near == null ? "请改正或先建立它。" : "是不是“" + near + "”？"),
                "There is no " + enWhat + " “" + name + "”. "
                        + (near == null ? "Correct the name, or add it." : "Did you mean “" + near + "”?"));
    }

    /** Checks that a name is among the known. */
    boolean known(String zhWhat, String enWhat, String name, Collection<String> known) {
        if (known.contains(name)) {
            return true;
        }
        noSuch(zhWhat, enWhat, name, known);
        return false;
    }

    void key(String key) {
        if (!KEY.matcher(key).matches()) {
            at("key")
                    .wrong(
                            "bad_key",
                            "key 应以小写字母开头，只含小写字母、数字和下划线，最长 41 个字符。",
                            "A key starts with a lower-case letter and holds lower-case letters, digits and underscores, at most 41.");
        }
    }

    void optionKey(String key) {
        if (!OPTION_KEY.matcher(key).matches()) {
            at("key")
                    .wrong(
                            "bad_key",
                            "选项的 key 只含小写字母、数字和下划线，最长 41 个字符。",
                            "An option's key holds lower-case letters, digits and underscores, at most 41.");
        }
    }

    void uid(String uid, Set<String> seen) {
        if (!UID.matcher(uid).matches()) {
            at("uid").wrong("bad_uid", "uid 应为 4 到 12 个小写字母或数字。", "A uid is 4 to 12 lower-case letters and digits.");
        } else if (!seen.add(uid)) {
            at("uid")
                    .wrong(
                            "duplicate_uid",
                            "uid “" + uid + "”已被别处使用。uid 在整个应用中必须唯一，请换一个新的。",
                            "The uid “" + uid
                                    + "” is used elsewhere. A uid is unique in the whole app: choose a new one.");
        }
    }

    /** Checks that no key stands twice in the list at this place. */
    void distinct(List<String> keys) {
        var seen = new HashSet<String>();
        for (int i = 0; i < keys.size(); i++) {
            if (!seen.add(keys.get(i))) {
                at(i).wrong(
                                "duplicate",
                                "“" + keys.get(i) + "”出现了两次。请删去或改名。",
                                "“" + keys.get(i) + "” stands here twice. Remove or rename one.");
            }
        }
    }
}
