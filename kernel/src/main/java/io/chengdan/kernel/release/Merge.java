package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionDiff;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A draft of one editor brought together with what others published since, artifact by artifact: what only one side changed is
 * taken from that side, what both changed is a clash that a person must settle.
 *
 * @param files the draft with the others' changes in it; of a clash the draft's
 * @param taken what came from the others, by file
 * @param clashes files both changed, each otherwise
 */
record Merge(SortedMap<String, String> files, List<String> taken, List<String> clashes) {

    /** All three in canonical form, so that equal content is equal text. */
    static Merge of(Map<String, String> base, Map<String, String> draft, Map<String, String> others) {
        var files = new TreeMap<String, String>();
        var taken = new ArrayList<String>();
        var clashes = new ArrayList<String>();
        var paths = new TreeSet<>(draft.keySet());
        paths.addAll(base.keySet());
        paths.addAll(others.keySet());
        for (var path : paths) {
            var was = base.get(path);
            var mine = draft.get(path);
            var theirs = others.get(path);
            boolean take = Objects.equals(mine, was) && !Objects.equals(theirs, was);
            if (take) {
                taken.add(path);
            } else if (!Objects.equals(theirs, was) && !Objects.equals(mine, theirs)) {
                clashes.add(path);
            }
            put(files, path, take ? theirs : mine);
        }
        return new Merge(files, List.copyOf(taken), List.copyOf(clashes));
    }

    private static void put(Map<String, String> files, String path, @Nullable String text) {
        if (text != null) {
            files.put(path, text);
        }
    }

    /** What the others did to the files that clash, in words. */
    List<DefinitionDiff.Change> theirs(Definition base, Definition others) {
        return DefinitionDiff.between(base, others).stream()
                .filter(change -> clashes.contains(change.file()))
                .toList();
    }

    /** The clashes as a refusal that tells of each file what the others did to it. */
    Problem.Conflict refusal(SortedMap<String, String> base, SortedMap<String, String> others) {
        var faults = new ArrayList<Problem.Fault>();
        theirs(DefinitionFiles.read(base), DefinitionFiles.read(others))
                .forEach(change -> faults.add(new Problem.Fault(change.file(), "draft_clash", change.text())));
        for (var path : clashes) {
            if (faults.stream().noneMatch(fault -> fault.field().equals(path))) {
                faults.add(new Problem.Fault(
                        path, "draft_clash", new Text("别人也改了这个文件。", "Somebody else changed this file too.")));
            }
        }
        return new Problem.Conflict(
                "draft_clash",
                new Text(
                        "你和别人改了同样的内容。请取回现行版本，把下列文件的修改合在一起，再发布。",
                        "You and somebody else changed the same things. Fetch the version in force, bring the changes of these files"
                                + " together, then publish."),
                faults);
    }
}
