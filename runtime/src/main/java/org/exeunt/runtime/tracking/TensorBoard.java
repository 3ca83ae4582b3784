package org.exeunt.runtime.tracking;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;

/**
 * Writes a run's {@linkplain Scalars figures} as TensorBoard scalars, the round as step.
 *
 * <p>Each run writes a new file {@code events.out.tfevents.…} in {@code dir/NAME}; what earlier runs of the name wrote stays.
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
    public void started(String name, int rounds, int clients, NetworkFacts network) {
        file = EventFile.create(directory.resolve(name), milliseconds);
    }

    @Override
    public void finished(RoundRecord round) {
        file.write(round.round().number(), Scalars.of(round));
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        file.write(evaluation.round().number(), Scalars.of(evaluation));
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
