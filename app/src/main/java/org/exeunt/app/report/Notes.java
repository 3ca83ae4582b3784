package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.tracking.RoundRecord.ClientFailure;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * The warnings, causes of client failures and early ends in the runs of one setting; warnings and causes once per
 * method.
 */
final class Notes {
    private static final int MAX_NOTES = 20;

    /**
     * A warning, a cause of failures, or the reason of an early end.
     *
     * @param method of the runs
     * @param times number of occurrences over all seeds, with unit; the seed of an early end
     */
    record Note(String method, String sentence, String times) {}

    private Notes() {}

    static List<Note> of(SettingTable table) {
        List<Note> notes = new ArrayList<>();
        for (Row row : table.rows()) {
            List<Note> own = of(row);
            notes.addAll(own.subList(0, Math.min(MAX_NOTES, own.size())));
            if (own.size() > MAX_NOTES) {
                notes.add(new Note(row.method(), "and " + (own.size() - MAX_NOTES) + " more, see summary.json", ""));
            }
        }
        return notes;
    }

    private static List<Note> of(Row row) {
        Map<String, Integer> warnings = new LinkedHashMap<>();
        Map<String, Integer> causes = new LinkedHashMap<>();
        for (RunArchive run : row.runs().values()) {
            List<String> own = run.rounds().stream()
                    .flatMap(round -> round.failures().stream())
                    .map(ClientFailure::cause)
                    .toList();
            own.forEach(cause -> causes.merge(cause, 1, Integer::sum));
            run.summary().warnings().stream()
                    .distinct()
                    // warnings of failed clients contain the cause, which is listed separately
                    .filter(warning -> own.stream().noneMatch(warning::contains))
                    .forEach(warning -> warnings.merge(warning, 1, Integer::sum));
        }
        List<Note> notes = new ArrayList<>();
        row.runs().forEach((seed, run) -> Words.stopped(run.summary())
                .ifPresent(stopped -> notes.add(new Note(row.method(), stopped, "seed " + seed))));
        warnings.forEach((warning, runs) -> notes.add(new Note(row.method(), warning, Figures.count(runs, "run"))));
        causes.forEach((cause, updates) ->
                notes.add(new Note(row.method(), "left out: " + cause, Figures.count(updates, "update"))));
        return notes;
    }
}
