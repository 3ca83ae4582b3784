package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;

/** Collects the problems of the runs of a comparison, so that all are reported at once. */
final class RunProblems {
    /** Maximum number of runs, or of settings, that are named for a problem that they share. */
    private static final int MAX_NAMED = 12;

    private final Comparison comparison;
    private final Set<List<String>> failed = new HashSet<>();
    private final Map<String, List<String>> runsByMessage = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    RunProblems(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Adds the problem of a run; of each method on a setting only the first, because all seeds have the same ones. */
    void add(ExperimentRun run, String message) {
        if (failed.add(List.of(run.setting(), run.method()))) {
            runsByMessage.computeIfAbsent(message, added -> new ArrayList<>()).add(run.toString());
        }
    }

    /** Adds a problem that several settings share. */
    void addOfSettings(String message, List<String> settings) {
        others.add(text(VisibleText.first(MAX_NAMED, settings, "; "), message));
    }

    /** Adds a problem of the comparison. */
    void addOther(String message) {
        others.add("  " + message);
    }

    /**
     * Does nothing if there is no problem.
     *
     * @throws ExeuntException CONFIG-60 with all problems
     */
    void throwIfAny() {
        List<String> all = new ArrayList<>(others);
        runsByMessage.forEach((message, runs) -> all.add(text(named(runs), message)));
        if (!all.isEmpty()) {
            throw new ExeuntException(
                    CompareErrors.PROBLEMS,
                    "%s %s:\n%s"
                            .formatted(
                                    comparison.source(),
                                    runsByMessage.isEmpty()
                                            ? "has " + Figures.count(all.size(), "problem")
                                            : "describes invalid runs",
                                    String.join("\n", all)));
        }
    }

    /** Returns which runs share a problem, given the first of each method on each setting that has it. */
    private String named(List<String> runs) {
        int all = comparison.settings().size() * comparison.methods().size();
        return runs.size() == all ? "every run" : VisibleText.first(MAX_NAMED, runs, "; ");
    }

    private static String text(String what, String message) {
        return "  %s:\n%s"
                .formatted(what, message.lines().map(line -> "    " + line).collect(Collectors.joining("\n")));
    }
}
