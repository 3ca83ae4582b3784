package org.exeunt.trackers;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/**
 * Writes the {@linkplain Scalars scalars} of a run for TensorBoard, with the round as step, and the configuration as
 * texts.
 *
 * <p>A run writes to the folder {@code dir/NAME-HASH}; a further run with the same hash uses the next free one of
 * {@code NAME-HASH-2}, {@code NAME-HASH-3}, …. A resumed run adds a file to the newest of these folders; its first
 * event makes TensorBoard drop the data of repeated rounds.
 */
final class TensorBoard implements RunTracker {
    private final Path directory;
    private final LongSupplier milliseconds;
    private EventFile file;

    /**
     * Creates the tracker.
     *
     * @param milliseconds clock for timestamps
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
            file.add(time -> Event.restart(time, start.resumedAfter().number() + 1L));
        } else {
            file = EventFile.create(folders.next(), milliseconds);
            file.add(time -> Event.text(time, "run", properties(start)));
            String configuration = "```json\n" + start.configurationJson().strip() + "\n```";
            file.add(time -> Event.text(time, "configuration", configuration));
        }
    }

    /** Returns the properties of the run as a Markdown table. */
    private static String properties(RunStart start) {
        StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
        row(table, "name", start.name());
        row(table, "hash", start.hash());
        row(table, "seed", start.seed());
        row(table, "rounds", start.rounds());
        row(table, "clients", start.clients());
        start.versions().forEach((part, version) -> row(table, part, version));
        return table.toString();
    }

    private static void row(StringBuilder table, String name, Object value) {
        table.append("| %s | %s |\n".formatted(cell(name), cell(value.toString())));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\R", " ");
    }

    @Override
    public void roundFinished(RoundRecord round) {
        file.add(time -> Event.scalars(time, round.round().number(), Scalars.of(round)));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        file.add(time -> Event.scalars(time, evaluation.round().number(), Scalars.of(evaluation)));
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
