package io.chengdan.kernel.definition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a definition file while it is read. It hands out values by key, notes what is wrong with them and goes on with a
 * stand-in, and in the end names the keys nobody asked for.
 */
final class Part {

    private final String file;
    private final String path;
    private final Faults faults;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    Part(String file, String path, MappingNode node, Faults faults) {
        this.file = file;
        this.path = path;
        this.faults = faults;
        for (var tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong("", "wrong_type", "键必须是简单的名称。", "A key must be a plain name.");
            } else if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                wrong(
                        key.getValue(),
                        "duplicate_key",
                        "“" + key.getValue() + "”写了两次。请删去一处。",
                        "“" + key.getValue() + "” stands here twice. Remove one.");
            }
        }
    }

    String file() {
        return file;
    }

    /** Notes a fault at one of the part's keys, or at the part itself where the key is empty. */
    void wrong(String key, String code, String zh, String en) {
        faults.add(file, at(key), code, zh, en);
    }

    boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /** Whether one of the keys is there; all of them count as known. */
    boolean hasAny(String... keys) {
        asked.addAll(List.of(keys));
        return Arrays.stream(keys).anyMatch(values::containsKey);
    }

    /** A text that must be there. */
    String word(String key) {
        var word = optionalWord(key);
        if (word == null) {
            missing(key);
            return "";
        }
        return word;
    }

    @Nullable
    String optionalWord(String key) {
        var node = value(key);
        return node == null ? null : scalar(node, at(key));
    }

    Text text(String key) {
        var text = optionalText(key);
        if (text == null) {
            missing(key);
            return new Text("", "");
        }
        return text;
    }

    @Nullable
    Text optionalText(String key) {
        var part = part(key);
        if (part == null) {
            return null;
        }
        var text = new Text(part.word("zh"), part.word("en"));
        part.end();
        return text;
    }

    boolean flag(String key, boolean otherwise) {
        var word = optionalWord(key);
        if (word == null) {
            return otherwise;
        }
        if (!word.equals("true") && !word.equals("false")) {
            wrong(key, "wrong_type", "请写 true 或 false。", "Write true or false.");
        }
        return word.equals("true");
    }

    /** {@code true}, or an expression; null for absent and {@code false}. */
    @Nullable
    String condition(String key) {
        var word = optionalWord(key);
        return "false".equals(word) ? null : word;
    }

    int whole(String key, int otherwise, int min, int max) {
        var number = optionalWhole(key, min, max);
        return number == null ? otherwise : number;
    }

    @Nullable
    Integer optionalWhole(String key, int min, int max) {
        var number = number(key);
        if (number == null) {
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0
                || number.compareTo(BigDecimal.valueOf(min)) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            wrong(
                    key,
                    "out_of_range",
                    "请写 " + min + " 到 " + max + " 之间的整数。",
                    "Write a whole number from " + min + " to " + max + ".");
            return null;
        }
        return number.intValueExact();
    }

    @Nullable
    BigDecimal number(String key) {
        var word = optionalWord(key);
        if (word == null) {
            return null;
        }
        if (word.matches("-?[0-9]{1,30}(\\.[0-9]{1,20})?")) {
            return new BigDecimal(word);
        }
        wrong(key, "wrong_type", "请写一个数字，例如 10 或 0.5。", "Write a number such as 10 or 0.5.");
        return null;
    }

    /** One of the names of an enum, in lower case. */
    <E extends Enum<E>> E oneOf(String key, Class<E> type, @Nullable E otherwise) {
        var word = optionalWord(key);
        var names = names(type);
        if (word == null) {
            if (otherwise == null) {
                missing(key);
            }
            return otherwise == null ? type.getEnumConstants()[0] : otherwise;
        }
        if (!names.contains(word)) {
            unknownName(key, word, names);
            return type.getEnumConstants()[0];
        }
        return type.getEnumConstants()[names.indexOf(word)];
    }

    static <E extends Enum<E>> List<String> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Notes that a value is none of those there are. */
    void unknownName(String key, String word, List<String> names) {
        var near = Faults.nearest(word, names);
        var list = String.join(", ", names);
        wrong(
                key,
                "unknown_value",
                "没有“" + word + "”。" + (near == null ? "可用的有：" + list + "。" : "是不是“" + near + "”？"),
                "There is no “" + word + "”. "
                        + (near == null ? "Use one of: " + list + "." : "Did you mean “" + near + "”?"));
    }

    /** A list of texts; one text alone counts as a list of one. */
    List<String> words(String key) {
        var node = value(key);
        if (node instanceof ScalarNode) {
            var only = scalar(node, at(key));
            return only == null ? List.of() : List.of(only);
        }
        return items(key, node, (item, where) -> {
            var word = scalar(item, where);
            return word == null ? "" : word;
        });
    }

    /** A list of parts; each must be a mapping. */
    <T> List<T> parts(String key, Function<Part, T> read) {
        return this.<@Nullable T>items(key, value(key), (item, where) -> {
                    var part = mapping(item, where);
                    return part == null ? null : read.apply(part);
                })
                .stream()
                .flatMap(java.util.stream.Stream::ofNullable)
                .toList();
    }

    /** A list whose items are each either a word or a part. */
    <T> List<T> wordsOrParts(
            String key, BiFunction<Part, String, @Nullable T> readWord, Function<Part, @Nullable T> read) {
        return this.<@Nullable T>items(key, value(key), (item, where) -> {
                    if (item instanceof ScalarNode scalar) {
                        return readWord.apply(this, scalar.getValue());
                    }
                    var part = mapping(item, where);
                    return part == null ? null : read.apply(part);
                })
                .stream()
                .flatMap(java.util.stream.Stream::ofNullable)
                .toList();
    }

    @Nullable
    Part part(String key) {
        var node = value(key);
        return node == null ? null : mapping(node, at(key));
    }

    /** A mapping of free keys to texts, in its order. */
    Map<String, String> wordMap(String key) {
        return map(key, Part::word);
    }

    /** A mapping of free keys, in its order, each read from this mapping by its key. */
    <T> Map<String, T> map(String key, BiFunction<Part, String, T> read) {
        var part = part(key);
        if (part == null) {
            return Map.of();
        }
        var result = new LinkedHashMap<String, T>();
        for (var name : List.copyOf(part.values.keySet())) {
            result.put(name, read.apply(part, name));
        }
        part.end();
        return Collections.unmodifiableMap(result);
    }

    /** Whether the value at the key is a plain {@code true}. */
    boolean isTrue(String key) {
        return values.get(key) instanceof ScalarNode scalar && scalar.getValue().equals("true");
    }

    /** Names every key that was not asked for. Called when all of the part has been read. */
    void end() {
        for (var key : values.keySet()) {
            if (!asked.contains(key)) {
                var near = Faults.nearest(key, asked);
                var list = String.join(", ", asked);
                wrong(
                        key,
                        "unknown_key",
                        "这里没有“" + key + "”这个键。" + (near == null ? "可用的有：" + list + "。" : "是不是“" + near + "”？"),
                        "There is no key “" + key + "” here. "
                                + (near == null ? "Use one of: " + list + "." : "Did you mean “" + near + "”?"));
            }
        }
    }

    private void missing(String key) {
        if (!values.containsKey(key)) {
            wrong(key, "missing", "缺少“" + key + "”。请补上。", "“" + key + "” is missing. Add it.");
        }
    }

    private String at(String key) {
        if (path.isEmpty() || key.isEmpty()) {
            return path + key;
        }
        return path + "." + key;
    }

    private @Nullable Node value(String key) {
        asked.add(key);
        return values.get(key);
    }

    private @Nullable String scalar(Node node, String where) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            if (scalar.getValue().codePoints().anyMatch(Part::unusable)) {
                faults.add(
                        file,
                        where,
                        "control_character",
                        "含有不可见的控制字符。请删去。",
                        "It holds control characters. Remove them.");
                return null;
            }
            if (!scalar.getValue().isBlank()) {
                return scalar.getValue();
            }
        }
        if (node instanceof ScalarNode) {
            faults.add(file, where, "empty", "这里是空的。请填写，或删去这个键。", "This is empty. Fill it in or remove the key.");
        } else {
            faults.add(file, where, "wrong_type", "这里应是一个文本值。", "A single text value belongs here.");
        }
        return null;
    }

    private static boolean unusable(int point) {
        return (Character.isISOControl(point) && point != '\n' && point != '\t')
                || Character.getType(point) == Character.SURROGATE;
    }

    private @Nullable Part mapping(Node node, String where) {
        if (node instanceof MappingNode mapping) {
            return new Part(file, where, mapping, faults);
        }
        faults.add(
                file,
                where,
                "wrong_type",
                "这里应是“键: 值”的映射，例如 {zh: …, en: …}。",
                "A mapping of keys to values belongs here, such as {zh: …, en: …}.");
        return null;
    }

    private <T extends @Nullable Object> List<T> items(
            String key, @Nullable Node node, BiFunction<Node, String, T> read) {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            wrong(key, "wrong_type", "这里应是一个列表。", "A list belongs here.");
            return List.of();
        }
        var result = new ArrayList<T>();
        for (var item : sequence.getValue()) {
            result.add(read.apply(item, at(key) + "[" + result.size() + "]"));
        }
        return Collections.unmodifiableList(result);
    }
}
