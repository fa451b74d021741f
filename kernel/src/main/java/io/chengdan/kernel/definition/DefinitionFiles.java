package io.chengdan.kernel.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A definition as files: {@code app.yaml} and one file for each choice set, form, pipeline and role. What {@link #write} gives,
 * {@link #read} takes back, byte for byte.
 */
public final class DefinitionFiles {

    private static final int MAX_FILES = 1_000;
    private static final int MAX_TOTAL = 8_000_000;
    private static final String APP = "app.yaml";
    private static final Pattern PLACE = Pattern.compile("(choices|forms|pipelines|roles)/([a-z][a-z0-9_]*)\\.yaml");

    private DefinitionFiles() {}

    /**
     * The checked definition in a folder; files that are not {@code .yaml} are passed over.
     *
     * @throws DefinitionProblem listing everything that is wrong
     */
    public static Definition read(Path folder) {
        return read(texts(folder));
    }

    /**
     * The checked definition in the given files.
     *
     * @param files path within the folder, with {@code /} between, → text
     * @throws DefinitionProblem listing everything that is wrong
     */
    public static Definition read(Map<String, String> files) {
        var faults = new Faults();
        limit(files, faults);
        faults.throwIfAny();
        var reading = new Reading(new TreeMap<>(files), faults);
        var definition = reading.definition();
        faults.throwIfAny();
        var broken = DefinitionCheck.check(definition);
        if (!broken.isEmpty()) {
            throw new DefinitionProblem(broken);
        }
        return definition;
    }

    /** The files of a definition, in canonical form. */
    public static SortedMap<String, String> write(Definition definition) {
        return DefinitionWriter.write(definition);
    }

    /** The texts of a folder's definition files, by path. */
    public static SortedMap<String, String> texts(Path folder) {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(folder, 5)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                var name = folder.relativize(path)
                        .toString()
                        .replace(path.getFileSystem().getSeparator(), "/");
                if (name.endsWith(".yaml")) {
                    files.put(name, text(name, path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the definition in " + folder, e);
        }
        return files;
    }

    private static String text(String name, Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException _) {
            throw new DefinitionProblem(List.of(new DefinitionFault(
                    name,
                    "",
                    "encoding",
                    new Text("文件不是 UTF-8 编码。请另存为 UTF-8。", "The file is not UTF-8. Save it as UTF-8."))));
        }
    }

    private static void limit(Map<String, String> files, Faults faults) {
        long total = files.values().stream().mapToLong(String::length).sum();
        if (files.size() > MAX_FILES || total > MAX_TOTAL) {
            faults.add(
                    "",
                    "",
                    "too_large",
                    "定义太大：最多 " + MAX_FILES + " 个文件、8 MB。",
                    "The definition is too large: at most " + MAX_FILES + " files and 8 MB.");
        }
    }

    /** One reading of a set of files. */
    private record Reading(SortedMap<String, String> files, Faults faults) {

        Definition definition() {
            files.keySet().forEach(this::placed);
            var app = app();
            return new Definition(
                    app,
                    all("choices", Reading::choices, ChoiceSet::key),
                    all("forms", FormReader::form, Form::key),
                    all("pipelines", PipelineReader::pipeline, Pipeline::key),
                    all("roles", RoleReader::role, Role::key));
        }

        private void placed(String file) {
            if (!file.equals(APP) && !PLACE.matcher(file).matches()) {
                faults.add(
                        file,
                        "",
                        "unknown_file",
                        "这里不能放这个文件。定义由 app.yaml 以及 choices、forms、pipelines、roles 文件夹下的 <key>.yaml 组成。",
                        "This file has no place here. A definition is app.yaml and <key>.yaml in choices, forms, pipelines and roles.");
            }
        }

        private Definition.App app() {
            var text = files.get(APP);
            if (text == null) {
                faults.add(
                        APP,
                        "",
                        "missing",
                        "缺少 app.yaml。请补上 uid、key 和 label。",
                        "app.yaml is missing. Add it with uid, key and label.");
                return new Definition.App("", "", new Text("", ""));
            }
            var root = YamlSource.parse(APP, text, faults);
            if (root == null) {
                return new Definition.App("", "", new Text("", ""));
            }
            var in = new Part(APP, "", root, faults);
            var app = new Definition.App(in.word("uid"), in.word("key"), in.text("label"));
            in.end();
            return app;
        }

        private <T> List<T> all(String folder, Function<Part, T> read, Function<T, String> key) {
            var result = new ArrayList<T>();
            files.forEach((file, text) -> {
                var place = PLACE.matcher(file);
                if (place.matches() && place.group(1).equals(folder)) {
                    var root = YamlSource.parse(file, text, faults);
                    if (root != null) {
                        var part = read.apply(new Part(file, "", root, faults));
                        named(file, place.group(2), key.apply(part));
                        result.add(part);
                    }
                }
            });
            return List.copyOf(result);
        }

        private void named(String file, String name, String key) {
            if (!key.isEmpty() && !key.equals(name)) {
                faults.add(
                        file,
                        "key",
                        "file_name",
                        "文件名与 key 不一致。请把文件改名为 " + key + ".yaml，或改正 key。",
                        "The file's name and its key differ. Name the file " + key + ".yaml or correct the key.");
            }
        }

        private static ChoiceSet choices(Part in) {
            var set = new ChoiceSet(
                    in.word("uid"), in.word("key"), in.text("label"), in.parts("options", FieldReader::option));
            in.end();
            return set;
        }
    }
}
