package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.Pipeline.Ask;
import io.chengdan.kernel.definition.Pipeline.GateRule;
import io.chengdan.kernel.definition.Pipeline.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a pipeline's file. */
final class PipelineReader {

    private static final List<String> ASKS = List.of("filled", "attached", "child", "holds");

    private PipelineReader() {}

    static Pipeline pipeline(Part in) {
        var pipeline = new Pipeline(
                in.word("uid"),
                in.word("key"),
                in.text("label"),
                in.word("form"),
                in.word("field"),
                in.optionalWord("when"),
                in.optionalWord("entered"),
                in.optionalWord("closed"),
                in.parts("stages", PipelineReader::stage));
        in.end();
        return pipeline;
    }

    private static Stage stage(Part in) {
        var stage = new Stage(
                in.word("key"),
                in.text("label"),
                in.oneOf("kind", Pipeline.StageKind.class, Pipeline.StageKind.OPEN),
                in.optionalWhole("target_days", 1, 10_000),
                in.optionalWhole("win", 0, 100),
                in.words("owner"),
                in.optionalText("playbook"),
                node(in.part("node")),
                in.parts("gate", PipelineReader::rule),
                in.parts("gate_in", PipelineReader::rule));
        in.end();
        return stage;
    }

    private static Pipeline.@Nullable Node node(@Nullable Part in) {
        if (in == null) {
            return null;
        }
        var node = new Pipeline.Node(
                in.word("key"),
                in.text("label"),
                in.optionalText("responsible"),
                in.optionalText("inputs"),
                in.optionalText("outputs"));
        in.end();
        return node;
    }

    private static GateRule rule(Part in) {
        var rule = new GateRule(
                in.word("key"),
                ask(in),
                in.text("message"),
                in.flag("override", true),
                in.words("role"),
                in.optionalWord("act"),
                in.wordMap("values"));
        in.end();
        return rule;
    }

    private static Ask ask(Part in) {
        var asked = Stream.of("filled", "attached", "child", "holds")
                .filter(in::has)
                .toList();
        if (asked.size() != 1) {
            in.wrong(
                    "",
                    "gate_asks",
                    "每条门槛要求恰好写一个：" + String.join("、", ASKS) + "。",
                    "A rule of a gate asks for exactly one of: " + String.join(", ", ASKS) + ".");
        }
        if (in.has("filled")) {
            return new Pipeline.Filled(in.words("filled"));
        }
        if (in.has("attached")) {
            return new Pipeline.Attached(in.word("attached"));
        }
        if (in.has("child")) {
            return new Pipeline.Child(
                    in.word("child"), in.wordMap("match"), in.optionalWord("where"), in.optionalWord("newest"));
        }
        return new Pipeline.Holds(asked.isEmpty() ? "true" : in.word("holds"));
    }
}
