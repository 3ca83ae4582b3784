package org.exeunt.trackers;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/**
 * Writes a run's {@linkplain Scalars figures} as TensorBoard scalars, the round as step, and its configuration as texts.
 *
 * <p>A run writes into the folder {@code dir/NAME-HASH}; a run of the same hash that starts over gets the next free one of
 * {@code NAME-HASH-2}, {@code NAME-HASH-3}, …. A resumed run adds a file to the newest of these folders, whose first event makes TensorBoard drop
 * what was written of the rounds that are repeated.
 */
final class TensorBoard implements RunTracker {
    private final Path directory;
    private final LongSupplier milliseconds;
    private EventFile file;

    /**
     * Makes the tracker.
     *
     * @param milliseconds a clock, for the times TensorBoard shows
     */
    TensorBoard(Path directory, LongSupplier milliseconds) {
        this.directory = directory;
        this.milliseconds = milliseconds;
    }

    @Override
    public void runStarted(RunStart start) {
        RunFolders folders = new RunFolders(directory, start.title());
        boolean resumed = !start.resumedAfter().equals(Round.START);
        if (resumed) {
            file = EventFile.create(folders.newest(), milliseconds);
            file.resume(start.resumedAfter().number() + 1L);
        } else {
            file = EventFile.create(folders.next(), milliseconds);
            file.write("run", facts(start));
            file.write("configuration", "```json\n" + start.configurationJson().strip() + "\n```");
        }
    }

    /** Returns a Markdown table, as TensorBoard shows it. */
    private static String facts(RunStart start) {
        StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
        row(table, "name", start.name());
        row(table, "hash", start.hash());
        row(table, "seed", start.seed());
        row(table, "rounds", start.rounds());
        row(table, "clients", start.clients());
        start.versions().forEach((part, version) -> row(table, part, version));
        return table.toString();
    }

    private static void row(StringBuilder table, String what, Object value) {
        table.append("| %s | %s |\n".formatted(cell(what), cell(value.toString())));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\R", " ");
    }

    @Override
    public void roundFinished(RoundRecord round) {
        file.write(round.round().number(), Scalars.of(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        file.write(evaluation.round().number(), Scalars.of(evaluation));
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
