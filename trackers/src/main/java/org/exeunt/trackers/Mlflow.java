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
 * Tells an MLflow server of a run: its configuration and sizes as params, its {@linkplain Scalars figures} as metrics, the round as step, its
 * hash, the versions of its code and its warnings as tags {@code exeunt.hash}, {@code exeunt.version/Strategy/…}, {@code warning.1}, …. A
 * resumed run is a new run of the same hash with the tag {@code exeunt.resumed-after}, as MLflow keeps every point it ever got. The run ends as {@code FINISHED} if its last round was evaluated, as {@code
 * FAILED} otherwise. Names that MLflow does not take are {@linkplain MlflowName replaced}; longer warnings are cut.
 *
 * <p>A run whose server cannot be told that it begins does not begin: {@link #runStarted} throws. From then on no failure of the server ends the
 * run: what could not be sent is kept in order and tried again at the next call, and when the backlog is full the oldest entries are dropped;
 * the first time of either is warned of. {@link #close} tries a last time and warns of how many entries were not sent. {@link MlflowPlugin}
 * gives the backlog 100,000 entries, and a request, for which the run waits, 30 seconds.
 */
final class Mlflow implements RunTracker {
    private static final ErrorCode CANNOT_BEGIN = ErrorCategory.RESOURCE.code(26);

    private final MlflowServer server;
    private final String experiment;
    private final Backlog backlog;
    private final LongSupplier milliseconds;
    private final Consumer<String> warnings;
    private MlflowRun run;
    private String name;
    private int rounds;
    private int warned;
    private boolean complete;
    private boolean saidAway;
    private boolean saidDropped;

    /**
     * Makes the tracker.
     *
     * @param backlog for what the server does not take at once
     * @param milliseconds a clock, for the times MLflow shows
     * @param warnings gets sentences on what did not reach the server
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
        rounds = start.rounds();
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
            run = MlflowRun.begin(server, experiment, name, milliseconds.getAsLong());
            backlog.tell(run);
        } catch (MlflowFailure failure) {
            throw new ExeuntException(
                    CANNOT_BEGIN,
                    "MLflow cannot be told that run '%s' begins: %s. Expected an MLflow tracking server there that takes the run: start one, correct 'uri' or 'experiment' of the tracker or the environment variable %s, or leave the tracker out."
                            .formatted(name, failure.getMessage(), MlflowServer.TOKEN),
                    failure);
        }
    }

    private void param(String key, Object value) {
        backlog.add(new LogEntry.Param(key, value.toString()));
    }

    private void tag(String key, Object value) {
        backlog.add(new LogEntry.Tag(key, value.toString()));
    }

    @Override
    public void warning(String sentence) {
        warned++;
        tag("warning." + warned, sentence);
        tell();
    }

    @Override
    public void roundFinished(RoundRecord round) {
        tell(round.round().number(), Scalars.of(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        int round = evaluation.round().number();
        complete = round == rounds;
        tell(round, Scalars.of(evaluation));
    }

    private void tell(int step, Map<String, Double> scalars) {
        long now = milliseconds.getAsLong();
        scalars.forEach((key, value) -> backlog.add(new LogEntry.Metric(key, value, now, step)));
        tell();
    }

    private void tell() {
        if (run == null) {
            return; // sent when the run begins
        }
        Optional<MlflowFailure> failure = attempt(() -> backlog.tell(run));
        if (failure.isPresent() && !saidAway) {
            saidAway = true;
            warnings.accept("MLflow does not take figures of run '%s': %s. They are kept and tried again."
                    .formatted(name, failure.get().getMessage()));
        }
        if (backlog.dropped() > 0 && !saidDropped) {
            saidDropped = true;
            warnings.accept("Too many figures of run '%s' wait for MLflow; the oldest are dropped.".formatted(name));
        }
    }

    @Override
    public void close() {
        if (run == null) {
            return;
        }
        // an interrupted run has ended, too
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
        attempt(() -> backlog.tell(run));
        Optional<MlflowFailure> unended = attempt(() -> run.end(complete, milliseconds.getAsLong()));
        if (backlog.untold() > 0) {
            warnings.accept("%d figures of run '%s' were not sent to MLflow.".formatted(backlog.untold(), name));
        }
        unended.ifPresent(failure ->
                warnings.accept("MLflow shows run '%s' as if it went on: %s.".formatted(name, failure.getMessage())));
    }

    private interface Telling {
        void run() throws MlflowFailure;
    }

    private static Optional<MlflowFailure> attempt(Telling telling) {
        try {
            telling.run();
            return Optional.empty();
        } catch (MlflowFailure failure) {
            return Optional.of(failure);
        }
    }
}
