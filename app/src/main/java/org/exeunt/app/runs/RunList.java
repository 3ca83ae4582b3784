package org.exeunt.app.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.archive.StoredRun.Outline;
import org.exeunt.runtime.archive.StoredRun.State;

/** Runs as a table or as JSON, newest first. */
public final class RunList {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private RunList() {}

    /**
     * One run as JSON. Components about its setting are null if its files do not contain them.
     *
     * @param name of the run with its hash
     * @param state in lower case
     * @param accuracy mean over exits and clients after the last round; null unless the run is finished
     * @param modified when the run was finished or last written, as ISO 8601
     * @param damage what is wrong with its files; null if nothing is
     * @param finished the run; null unless it is finished
     */
    public record Row(
            String name,
            String directory,
            String state,
            String strategy,
            String dataset,
            Long seed,
            Integer rounds,
            Integer plannedRounds,
            Double accuracy,
            String modified,
            long bytes,
            String damage,
            @JsonIgnore FinishedRun finished) {
        /** Reads a run. */
        public static Row of(StoredRun run) {
            FinishedRun finished = null;
            String damage = null;
            if (run.isComplete()) {
                try {
                    finished = run.open();
                } catch (ExeuntException e) {
                    damage = e.getMessage();
                }
            }
            State state = finished == null ? run.state() : State.FINISHED;
            // another version may count rounds in another way
            Optional<Outline> outline = state == State.OTHER_VERSION ? Optional.empty() : run.outline();
            return new Row(
                    run.title(),
                    run.directory().toString(),
                    KebabCase.ofConstant(state),
                    outline.map(Outline::strategy).orElse(null),
                    outline.map(Outline::dataset).orElse(null),
                    outline.map(Outline::seed).orElse(null),
                    outline.map(Outline::rounds).orElse(null),
                    outline.map(Outline::planned).orElse(null),
                    finished == null ? null : accuracy(finished),
                    written(run).truncatedTo(ChronoUnit.SECONDS).toString(),
                    run.bytes(),
                    damage,
                    finished);
        }

        private static Double accuracy(FinishedRun run) {
            return readable(run::lastEvaluations)
                    .filter(evaluations -> !evaluations.isEmpty())
                    .map(evaluations -> evaluations.get(evaluations.size() - 1))
                    .filter(last -> last.clients().stream().anyMatch(client -> client.examples() > 0))
                    .map(EvaluationRecord::meanAccuracy)
                    .orElse(null);
        }

        private List<Object> cells() {
            return Arrays.asList(
                    name,
                    state,
                    strategy,
                    dataset,
                    rounds == null || rounds.equals(plannedRounds) ? rounds : rounds + "/" + plannedRounds,
                    accuracy == null ? null : Figures.percent(accuracy),
                    time(Instant.parse(modified)),
                    Figures.bytes(bytes));
        }
    }

    /** Returns the rows of runs, newest first. */
    public static List<Row> rows(List<StoredRun> runs) {
        return runs.stream()
                .map(Row::of)
                .sorted(Comparator.comparing(Row::modified).reversed().thenComparing(Row::name))
                .toList();
    }

    /** Returns rows as an aligned table; empty if there are none. */
    public static List<String> lines(List<Row> rows) {
        Table table =
                Table.texts(4, "run", "state", "method", "data set", "rounds", "mean of exits", "written", "size");
        rows.forEach(row -> table.row(row.cells()));
        return rows.isEmpty() ? List.of() : ConsoleTable.lines(table);
    }

    /**
     * Returns when the file that a run writes last was written, or for an unfinished run the records of its rounds;
     * {@link Instant#EPOCH} if the run is being deleted.
     */
    public static Instant written(StoredRun run) {
        for (String name : List.of("manifest.json", "rounds.jsonl", ".")) {
            Path file = run.directory().resolve(name);
            try {
                if (Files.exists(file)) {
                    return Files.getLastModifiedTime(file).toInstant();
                }
            } catch (IOException e) {
                // deleted in the meantime
            }
        }
        return Instant.EPOCH;
    }

    /** Returns what is read of a run; empty if a file is damaged or being replaced, which {@code verify} reports. */
    static <T> Optional<T> readable(Supplier<T> read) {
        try {
            return Optional.ofNullable(read.get());
        } catch (ExeuntException e) {
            return Optional.empty();
        }
    }

    /** Returns a time as shown to users, in the time zone of the machine. */
    public static String time(Instant time) {
        return TIME.format(time.atZone(ZoneId.systemDefault()));
    }
}
