package io.chengdan.kernel.definition;

import java.util.ArrayList;
import java.util.List;

/** Reads a form's file. */
final class FormReader {

    /** What a tab shows when it names no category: all of them. */
    static final List<String> ALL = List.of("*");

    private FormReader() {}

    static Form form(Part in) {
        var label = in.text("label");
        var plural = in.optionalText("plural");
        var form = new Form(
                in.word("uid"),
                in.word("key"),
                label,
                plural == null ? label : plural,
                in.optionalWord("icon"),
                in.word("title"),
                in.optionalWhole("nav", 0, 10_000),
                in.parts("fields", FieldReader::field),
                in.parts("unique", FormReader::unique),
                in.parts("checks", FormReader::check),
                in.parts("actions", FormReader::action),
                in.parts("attachments", FormReader::category),
                in.parts("tabs", FormReader::tab),
                in.parts("lists", FormReader::list));
        in.end();
        return form;
    }

    private static Form.Unique unique(Part in) {
        var unique = new Form.Unique(in.word("key"), in.words("fields"), in.optionalWord("where"), in.text("message"));
        in.end();
        return unique;
    }

    private static Form.Check check(Part in) {
        var check = new Form.Check(in.word("key"), in.word("expr"), in.optionalWord("field"), in.text("message"));
        in.end();
        return check;
    }

    private static Form.SetAction action(Part in) {
        var action = new Form.SetAction(
                in.word("key"),
                in.text("label"),
                in.optionalWord("when"),
                in.optionalText("message"),
                in.wordMap("set"));
        in.end();
        return action;
    }

    private static Form.Category category(Part in) {
        var accept = in.words("accept");
        var category = new Form.Category(in.word("key"), in.text("label"), accept.isEmpty() ? FieldReader.ANY : accept);
        in.end();
        return category;
    }

    private static Form.Tab tab(Part in) {
        var related = new ArrayList<Form.Related>();
        var key = in.word("key");
        var label = in.text("label");
        var fields = in.words("fields");
        if (in.hasAny("form", "via", "where")) {
            related.add(new Form.Related(in.word("form"), in.word("via"), in.optionalWord("where")));
        } else {
            related.addAll(in.parts("related", FormReader::related));
        }
        var tab = new Form.Tab(key, label, fields, List.copyOf(related), shown(in), in.flag("history", false));
        in.end();
        return tab;
    }

    private static List<String> shown(Part in) {
        if (in.isTrue("attachments")) {
            in.flag("attachments", true);
            return ALL;
        }
        return in.words("attachments");
    }

    private static Form.Related related(Part in) {
        var related = new Form.Related(in.word("form"), in.word("via"), in.optionalWord("where"));
        in.end();
        return related;
    }

    private static Form.ListView list(Part in) {
        var list = new Form.ListView(
                in.word("key"),
                in.text("label"),
                in.words("columns"),
                in.optionalWord("sort"),
                in.optionalWord("filter"),
                in.optionalWord("group"),
                in.oneOf("kind", Form.ListKind.class, Form.ListKind.TABLE));
        in.end();
        return list;
    }
}
