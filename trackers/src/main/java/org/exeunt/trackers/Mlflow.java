package org.exeunt.trackers;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/**
 * Logs a run to an MLflow server: configuration and sizes as params, {@linkplain Scalars scalars} as metrics with the
 * round as step, and hash, code versions and warnings as tags {@code exeunt.hash}, {@code exeunt.version/Strategy/…},
 * {@code warning.1}, …. A resumed run is a new MLflow run with the same hash and the tag {@code exeunt.resumed-after},
 * because MLflow cannot remove metrics. The status is {@code FINISHED} if the run finished, otherwise {@code FAILED}.
 * Invalid names are {@linkplain MlflowName replaced}; long values are truncated.
 *
 * <p>If the server does not accept the new run, {@link #runStarted} throws an exception. Later failures do not end the
 * run: entries that could not be sent are kept in order and sent with the next call; when the backlog is full, the
 * oldest entries are dropped. The first occurrence of each is reported as a warning. {@link #close} tries once more and
 * reports the number of entries not sent. With {@link MlflowPlugin}, the backlog has 100,000 entries and a request,
 * which blocks the run, times out after 30 seconds.
 */
final class Mlflow implements RunTracker {
    private static final ErrorCode CANNOT_START = ErrorCategory.RESOURCE.code(26);

    private final MlflowServer server;
    private final String experiment;
    private final Backlog backlog;
    private final LongSupplier milliseconds;
    private final Consumer<String> warnings;
    private MlflowRun run;
    private String name;
    private int warningCount;
    private boolean complete;
    private boolean warnedUnavailable;
    private boolean warnedDropped;

    /**
     * Creates the tracker.
     *
     * @param backlog entries that are not yet sent
     * @param milliseconds clock for timestamps
     * @param warnings receives warnings about entries that were not sent
     */
    Mlflow(
            MlflowServer server,
            String experiment,
            Backlog backlog,
            LongSupplier milliseconds,
            Consumer<String> warnings) {
        this.server = server;
        this.experiment = experiment;
        this.backlog = backlog;
        this.milliseconds = milliseconds;
        this.warnings = warnings;
    }

    @Override
    public void runStarted(RunStart start) {
        NetworkSpec network = start.network();
        name = start.name();
        start.configuration().forEach(this::param);
        param("clients", start.clients());
        param("input", network.input());
        param("classes", network.classes());
        param("parameters", network.layout().trainable().size());
        param("exits", network.exits());
        for (Exit exit : network.allExits()) {
            network.costOfLeavingAt(exit).ifPresent(macs -> param("macs/exit-" + exit, macs.count()));
        }
        tag("exeunt.hash", start.hash());
        if (!start.resumedAfter().equals(Round.START)) {
            tag("exeunt.resumed-after", start.resumedAfter());
        }
        start.versions().forEach((part, version) -> tag("exeunt.version/" + part, version));
        try {
            run = MlflowRun.create(server, experiment, name, milliseconds.getAsLong());
            backlog.flush(run);
        } catch (MlflowFailure failure) {
            throw new ExeuntException(
                    CANNOT_START,
                    ("Cannot create run '%s' in MLflow: %s. Expected an MLflow tracking server that accepts the "
                                    + "run. Start one, correct 'uri' or 'experiment' of the tracker or the environment "
                                    + "variable %s, or remove the tracker.")
                            .formatted(name, failure.getMessage(), MlflowServer.TOKEN),
                    failure);
        }
    }

    private void param(String key, Object value) {
        backlog.add(LogEntry.param(key, value));
    }

    private void tag(String key, Object value) {
        backlog.add(LogEntry.tag(key, value));
    }

    @Override
    public void warning(String sentence) {
        warningCount++;
        tag("warning." + warningCount, sentence);
        flush();
    }

    @Override
    public void roundFinished(RoundRecord round) {
        logScalars(round.round().number(), Scalars.of(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        logScalars(evaluation.round().number(), Scalars.of(evaluation));
    }

    @Override
    public void runFinished() {
        complete = true;
    }

    private void logScalars(int step, Map<String, Double> scalars) {
        long now = milliseconds.getAsLong();
        scalars.forEach((key, value) -> backlog.add(LogEntry.metric(key, value, now, step)));
        flush();
    }

    private void flush() {
        if (run == null) {
            return; // runStarted sends it
        }
        Optional<MlflowFailure> failure = attempt(() -> backlog.flush(run));
        if (failure.isPresent() && !warnedUnavailable) {
            warnedUnavailable = true;
            warnings.accept("MLflow does not accept metrics of run '%s': %s. They are kept and sent later."
                    .formatted(name, failure.get().getMessage()));
        }
        if (backlog.dropped() > 0 && !warnedDropped) {
            warnedDropped = true;
            warnings.accept(
                    "Too many metrics of run '%s' are waiting for MLflow; the oldest are dropped.".formatted(name));
        }
    }

    @Override
    public void close() {
        if (run == null) {
            return;
        }
        // the end of an interrupted run must be sent, too
        boolean interrupted = Thread.interrupted();
        try {
            end();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        attempt(() -> backlog.flush(run));
        Optional<MlflowFailure> failure = attempt(() -> run.end(complete, milliseconds.getAsLong()));
        if (backlog.unsent() > 0) {
            warnings.accept("%d entries of run '%s' were not sent to MLflow.".formatted(backlog.unsent(), name));
        }
        failure.ifPresent(cause ->
                warnings.accept("MLflow still shows run '%s' as running: %s.".formatted(name, cause.getMessage())));
    }

    private interface MlflowCall {
        void run() throws MlflowFailure;
    }

    private static Optional<MlflowFailure> attempt(MlflowCall call) {
        try {
            call.run();
            return Optional.empty();
        } catch (MlflowFailure failure) {
            return Optional.of(failure);
        }
    }
}
