package io.chengdan.kernel.definition;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Turns the text of one file into nodes, and refuses what a definition never needs: anchors, great depth, several documents. */
final class YamlSource {

    private static final int MAX_LENGTH = 1_000_000;
    private static final int MAX_DEPTH = 30;

    private YamlSource() {}

    /** The mapping at the root of the file; null where there is none, which is then among the faults. */
    static @Nullable MappingNode parse(String file, String text, Faults faults) {
        if (text.length() > MAX_LENGTH) {
            faults.add(
                    file, "", "too_large", "文件超过 1 MB。请拆分或精简。", "The file is larger than 1 MB. Split or shorten it.");
            return null;
        }
        try {
            var settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(MAX_LENGTH)
                    // The whole file at once: snakeyaml-engine 3.0.1 fails where a buffer ends within a surrogate pair.
                    .setBufferSize(text.length() + 1)
                    .build();
            if (!plain(file, text, settings, faults)) {
                return null;
            }
            var root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return mapping;
            }
            faults.add(file, "", "wrong_type", "文件内容必须是“键: 值”的映射。", "The file must hold a mapping of keys to values.");
        } catch (MarkedYamlEngineException e) {
            syntax(
                    file,
                    e.getProblem(),
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                    faults);
        } catch (YamlEngineException e) {
            syntax(file, String.valueOf(e.getMessage()), 0, faults);
        }
        return null;
    }

    private static void syntax(String file, @Nullable String problem, int line, Faults faults) {
        faults.add(
                file,
                line > 0 ? "line " + line : "",
                "syntax",
                "不是有效的 YAML（" + problem + "）。请检查缩进、引号和冒号。",
                "This is not valid YAML (" + problem + "). Check indentation, quotes and colons.");
    }

    private static boolean plain(String file, String text, LoadSettings settings, Faults faults) {
        int depth = 0;
        for (var event : new Parse(settings).parseString(text)) {
            if (event instanceof AliasEvent
                    || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
                faults.add(
                        file,
                        event.getStartMark()
                                .map(mark -> "line " + (mark.getLine() + 1))
                                .orElse(""),
                        "anchor",
                        "定义文件不能使用 YAML 锚点（& 和 *）。请把内容写全。",
                        "Anchors and aliases (& and *) are not allowed. Write the content out.");
                return false;
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                faults.add(file, "", "too_deep", "嵌套太深。请简化结构。", "It is nested too deeply. Simplify the structure.");
                return false;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return true;
    }
}
