package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Round;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.client.ChosenExecutor;
import org.exeunt.runtime.client.LocalClientRunner;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.model.PersonalModels;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;
import org.exeunt.runtime.server.RoundLoop;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.store.Checkpoint;
import org.exeunt.runtime.store.CheckpointHeader;
import org.exeunt.runtime.store.Checkpoints;
import org.exeunt.runtime.store.FileChecksum;
import org.exeunt.runtime.store.Provenance;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.RunDirectory;
import org.exeunt.runtime.store.RunHistory;
import org.exeunt.runtime.store.RunIdentity;
import org.exeunt.runtime.store.RunInputs;
import org.exeunt.runtime.store.RunRecorder;
import org.exeunt.runtime.store.Summary;
import org.exeunt.runtime.store.SummaryBuilder;
import org.exeunt.runtime.store.state.RunStates;

/**
 * One run from its configuration to its summary.
 *
 * <p>Everything that can be refused is refused before anything is written: data are loaded and dealt out, the network designed, all plugins
 * made, the strategy opened. A run that fails before its first round is merged leaves nothing behind; one that fails later leaves its records
 * so far in a hidden directory, where the same run resumes at its last checkpoint.
 */
public final class Run {
    private final RunOptions setting;
    private final Trackers trackers;
    private final RunHistory history = new RunHistory();
    private final RunContext context;
    private final Timings timings;
    private final RunConfig config;
    private final String json;
    private final Federation federation;
    private final CohortSelection cohorts;
    private final ClientExecutor executor;

    private Run(RunConfig given, PluginRegistry registry, RunOptions setting, Trackers trackers) {
        this.setting = setting;
        this.trackers = trackers;
        this.context = new RunContext(setting.workingDirectory());
        this.timings = new Timings(setting.nanoTime());
        this.federation =
                timings.time(Round.START, "data", () -> Federation.assemble(given, registry, context, trackers::busy));
        this.config = federation.config();
        this.json = ResolvedConfig.of(config).text();
        this.cohorts = new CohortSelection(federation, context);
        this.executor = ChosenExecutor.of(setting.executor().orElse(config.executor()), context);
        trackers.add(history);
        if (setting.configuredTrackers()) {
            config.trackers().forEach(tracker -> trackers.add(tracker, context));
        }
    }

    /**
     * Takes a run to its end on the calling thread, or finds that an identical one was finished before.
     *
     * @param registry where the strategy's usual coordination policy is found if the configuration names none
     * @throws org.exeunt.api.error.ExeuntException if it cannot start, a round fails, or the disk refuses
     */
    public static RunResult execute(RunConfig config, PluginRegistry registry, RunOptions setting) {
        try (Trackers trackers = new Trackers()) {
            setting.trackers().forEach(trackers::add);
            Run run = new Run(config, registry, setting, trackers);
            return run.start();
        } catch (OutOfMemoryError e) {
            throw RunErrors.outOfMemory(e);
        }
    }

    /**
     * Refuses what {@link #execute} would refuse before its first round, and trains and writes nothing: loads the data and deals them out,
     * designs the network, makes all plugins, opens the strategy.
     *
     * @param workingDirectory what relative paths of the configuration start at
     * @return what plugins warned of
     * @throws org.exeunt.api.error.ExeuntException if the run could not start; of category DATA if its data are not at hand
     */
    public static List<String> check(RunConfig config, PluginRegistry registry, Path workingDirectory) {
        try (Trackers trackers = new Trackers()) {
            Run run = new Run(config, registry, RunOptions.inMemory(workingDirectory, System::nanoTime), trackers);
            try {
                PreparedStrategy.of(run.federation, run.cohorts, run.context);
            } finally {
                run.executor.close();
            }
            return run.context.takeWarnings();
        }
    }

    private RunResult start() {
        PreparedStrategy<?> start = PreparedStrategy.of(federation, cohorts, context);
        RunIdentity identity = Provenance.identity(config, federation.dataset().files());
        if (setting.runs().isEmpty()) {
            RunInputs origin = origin();
            try (RunStates states = states(Path.of(System.getProperty("java.io.tmpdir")))) {
                trackers.add(new Follower(identity, origin));
                trackers.add(new InMemoryStop());
                play(loop(start, states), work(start), identity, Round.START);
            }
            return result(Optional.empty(), summary(identity));
        }
        try (RunDirectory directory = RunDirectory.reserve(setting.runs().get(), identity.title())) {
            boolean reuse = directory.isFinished() && setting.startMode() != RunOptions.StartMode.RERUN;
            return reuse ? reused(directory) : write(start, identity, directory);
        }
    }

    private static RunResult reused(RunDirectory directory) {
        directory.clear();
        RunArchive archive = RunArchive.read(directory.finished());
        return new RunResult(
                Optional.of(directory.finished()),
                true,
                archive.summary(),
                archive.finalEvaluation(),
                archive.rounds());
    }

    private RunInputs origin() {
        return RunInputs.of(
                json,
                Provenance.of(config, federation.dataset(), federation.arithmetic()),
                federation.classDistribution());
    }

    private <S extends Record> RunResult write(
            PreparedStrategy<S> start, RunIdentity identity, RunDirectory directory) {
        RunInputs origin = origin();
        ResumePoint resuming = new ResumePoint(directory, identity, origin, setting, context);
        Optional<Checkpoint> from = resuming.from();
        Path place = from.isPresent() ? directory.goOn() : directory.begin();
        List<FileChecksum> saved = List.of();
        try (RunRecorder recorder = recorder(place, origin, from)) {
            trackers.add(recorder);
            from.ifPresent(checkpoint -> resuming.warnOfOtherMachine(place));
            try (RunStates states = states(place)) {
                PreparedStrategy<S> begun = from.map(
                                checkpoint -> start.with(restored(checkpoint, place, start.server(), states)))
                        .orElse(start);
                Round before = from.map(
                                checkpoint -> new Round(checkpoint.standing().round()))
                        .orElse(Round.START);
                RoundLoop<S> loop = loop(begun, states);
                LocalClientRunner work = work(begun);
                trackers.add(new RunTracker() {
                    @Override
                    public void roundFinished(RoundRecord round) {
                        directory.keepPartial();
                    }
                });
                trackers.add(new Follower(identity, origin));
                trackers.add(new Checkpointing(
                        setting,
                        new Checkpoints(place),
                        identity.title(),
                        recorder,
                        history,
                        context,
                        timings,
                        loop,
                        states,
                        federation.clients().size(),
                        lastRound()));
                play(loop, work, identity, before);
                if (config.evaluation().saveModels()) {
                    trackers.busy("writing models");
                    PersonalModels models = new PersonalModels(
                            federation.clients(), work, client -> loop.evaluationTask(lastRound(), client));
                    saved = timings.time(lastRound(), "models", () -> models.write(place, identity.title()));
                    tellWarnings();
                }
            }
            Summary summary = summary(identity);
            recorder.end(summary, timings.lines(), saved);
            return result(Optional.of(directory.finish()), summary);
        }
    }

    private RunRecorder recorder(Path place, RunInputs origin, Optional<Checkpoint> from) {
        return from.map(Checkpoint::standing)
                .map(standing -> RunRecorder.resume(place, standing.files()))
                .orElseGet(() ->
                        RunRecorder.begin(place, origin, federation.facts().network()));
    }

    /** Takes back what the checkpoint has, and returns the server's state. */
    private <S extends Record> S restored(Checkpoint checkpoint, Path place, S first, RunStates states) {
        CheckpointHeader standing = checkpoint.standing();
        history.restore(place, standing.warnings());
        context.wasTold(standing.warnings());
        timings.restore(standing.timings());
        return checkpoint.restore(first, states);
    }

    private RunStates states(Path directory) {
        return RunStates.open(config.clientStateStorage(), directory);
    }

    private <S extends Record> RoundLoop<S> loop(PreparedStrategy<S> start, RunStates states) {
        return new RoundLoop<>(federation, start, cohorts, executor, states, context, timings);
    }

    private LocalClientRunner work(PreparedStrategy<?> start) {
        return new LocalClientRunner(federation, start.strategy(), json);
    }

    /**
     * Plays all rounds.
     *
     * @param before the last round that was played, by an earlier process; {@link Round#START} if none was
     */
    private void play(RoundLoop<?> loop, LocalClientRunner work, RunIdentity identity, Round before) {
        try (executor) {
            executor.open(work);
            trackers.runStarted(description(identity, before));
            tellWarnings();
            for (Round round = before.next(); round.compareTo(lastRound()) <= 0; round = round.next()) {
                RoundRecord played = loop.play(round);
                tellWarnings();
                trackers.roundFinished(played);
                if (isEvaluated(round)) {
                    trackers.busy("evaluating");
                    EvaluationRecord evaluation = loop.evaluate(round);
                    tellWarnings();
                    trackers.evaluationFinished(evaluation);
                }
                trackers.roundCompleted(round);
            }
        }
    }

    /** Hands the archive so far to whoever follows the run, once there is an evaluation. */
    private final class Follower implements RunTracker {
        private final RunIdentity identity;
        private final RunInputs origin;

        Follower(RunIdentity identity, RunInputs origin) {
            this.identity = identity;
            this.origin = origin;
        }

        @Override
        public void roundCompleted(Round round) {
            if (history.isEvaluated()) {
                setting.follower()
                        .ifPresent(follower -> follower.accept(new RunArchive(
                                summary(identity), history.rounds(), history.evaluations(), history.newest(), origin)));
            }
        }
    }

    /** Stops a run in memory, which has no checkpoint to write before. */
    private final class InMemoryStop implements RunTracker {
        @Override
        public void roundCompleted(Round round) {
            if (setting.stop().getAsBoolean() && !round.equals(lastRound())) {
                throw Checkpointing.stopped(round, "");
            }
        }
    }

    private RunStart description(RunIdentity identity, Round before) {
        return RunStart.of(identity.name(), identity.hash(), federation.facts().network())
                .seed(config.seed())
                .sizes(lastRound().number(), federation.size())
                .resumedAfter(before)
                .configuration(json, ResolvedConfig.of(config).values())
                .versions(Provenance.versions(config))
                .build();
    }

    private boolean isEvaluated(Round round) {
        return round.number() % config.evaluation().interval() == 0 || round.equals(lastRound());
    }

    private Round lastRound() {
        return new Round(config.training().rounds());
    }

    private void tellWarnings() {
        context.takeWarnings().forEach(trackers::warning);
    }

    private Summary summary(RunIdentity identity) {
        Summary.Setting what = new Summary.Setting(
                config.seed(),
                federation.dataset().name(),
                federation.dataset().input().lengths(),
                config.strategy().plugin().id(),
                cohorts.coordination(),
                config.engine().plugin().id(),
                federation.size(),
                config.evaluation().newClients(),
                lastRound().number());
        return SummaryBuilder.of(
                identity,
                what,
                federation.facts().network(),
                federation.rules().families(federation.facts().network().exits()),
                config.evaluation(),
                history);
    }

    private RunResult result(Optional<Path> directory, Summary summary) {
        return new RunResult(directory, false, summary, history.newest(), history.rounds());
    }
}
