package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;

/** Collects the problems of the runs of a comparison, so that all are reported at once. */
final class RunProblems {
    /** Maximum number of runs, or of settings, that are named for a problem that they share. */
    private static final int MAX_NAMED = 12;

    private final Comparison comparison;
    private final Set<List<String>> failed = new HashSet<>();
    private final Map<String, List<String>> subjectsByMessage = new LinkedHashMap<>();

    RunProblems(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Adds the problem of a run; of each method on a setting only the first, because all seeds have the same ones. */
    void add(ExperimentRun run, String message) {
        if (failed.add(List.of(run.setting(), run.method()))) {
            add(message, List.of(run.toString()));
        }
    }

    /** Adds a problem that several settings share. */
    void add(String message, List<String> settings) {
        subjectsByMessage.computeIfAbsent(message, added -> new ArrayList<>()).addAll(settings);
    }

    /**
     * Does nothing if there is no problem.
     *
     * @throws ExeuntException CONFIG-60 with all problems
     */
    void throwIfAny() {
        int runs = comparison.settings().size() * comparison.methods().size();
        StringBuilder all = new StringBuilder();
        subjectsByMessage.forEach((message, subjects) -> all.append("\n  %s:\n%s"
                .formatted(
                        subjects.size() == runs ? "every run" : VisibleText.first(MAX_NAMED, subjects, "; "),
                        message.indent(4).stripTrailing())));
        if (!all.isEmpty()) {
            String count = Figures.count(subjectsByMessage.size(), "problem");
            throw new ExeuntException(Errors.CONFIG_60, "%s has %s:%s".formatted(comparison.source(), count, all));
        }
    }
}
