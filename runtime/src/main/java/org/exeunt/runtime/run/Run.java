package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.Optional;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;
import org.exeunt.api.round.ClientExecutor;
import org.exeunt.runtime.config.ResolvedConfig;
import org.exeunt.runtime.config.RunConfig;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.record.Provenance;
import org.exeunt.runtime.record.RunArchive;
import org.exeunt.runtime.record.RunDirectory;
import org.exeunt.runtime.record.RunHistory;
import org.exeunt.runtime.record.RunIdentity;
import org.exeunt.runtime.record.RunOrigin;
import org.exeunt.runtime.record.RunRecorder;
import org.exeunt.runtime.record.Summaries;
import org.exeunt.runtime.record.Summary;
import org.exeunt.runtime.state.RunStates;

/**
 * One run from its configuration to its summary.
 *
 * <p>Everything that can be refused is refused before anything is written: data are loaded and dealt out, the network designed, all plugins
 * made, the strategy opened. A run that fails before its first round is merged leaves nothing behind; one that fails later leaves its records
 * so far in a hidden directory, until the same run begins again.
 */
public final class Run {
    private final RunSetting setting;
    private final Trackers trackers;
    private final RunHistory history = new RunHistory();
    private final RunContext context;
    private final Timings timings;
    private final RunConfig config;
    private final String json;
    private final Federation federation;
    private final Cohorts cohorts;
    private final ClientExecutor executor;

    private Run(RunConfig given, PluginRegistry registry, RunSetting setting, Trackers trackers) {
        this.setting = setting;
        this.trackers = trackers;
        this.context = new RunContext(setting.workingDirectory());
        this.timings = new Timings(setting.nanoTime());
        this.federation = timings.time(Round.START, "data", () -> Federation.assemble(given, context));
        this.config = UsualCoordination.fill(given, federation.strategy(), registry);
        this.json = ResolvedConfig.of(config).text();
        this.cohorts = new Cohorts(federation, config.coordination().orElseThrow(), context);
        this.executor = PluginCall.create(config.executor(), "executor", context);
        trackers.add(history);
        for (Choice<RunTracker> tracker : config.trackers()) {
            trackers.add(PluginCall.create(tracker, "trackers", context));
        }
    }

    /**
     * Takes a run to its end on the calling thread, or finds that an identical one was finished before.
     *
     * @param registry where the strategy's usual coordination policy is found if the configuration names none
     * @throws org.exeunt.api.error.ExeuntException if it cannot start, a round fails, or the disk refuses
     */
    public static RunResult execute(RunConfig config, PluginRegistry registry, RunSetting setting) {
        try (Trackers trackers = new Trackers()) {
            setting.trackers().forEach(trackers::add);
            Run run = new Run(config, registry, setting, trackers);
            return run.start();
        }
    }

    private RunResult start() {
        Start<?> start = Start.of(federation, cohorts);
        RunOrigin origin =
                RunOrigin.of(json, Provenance.of(config, federation.dataset()), federation.classDistribution());
        RunIdentity identity = Provenance.identity(config, federation.dataset().files());
        if (setting.runs().isEmpty()) {
            try (RunStates states = states(Path.of(System.getProperty("java.io.tmpdir")))) {
                play(start, states, () -> {}, () -> tellFollower(identity, origin));
            }
            return result(Optional.empty(), summary(identity));
        }
        try (RunDirectory directory = RunDirectory.reserve(setting.runs().get(), identity.title())) {
            return directory.isFinished() && !setting.repeat()
                    ? reused(directory.finished())
                    : write(start, identity, origin, directory);
        }
    }

    private static RunResult reused(Path directory) {
        RunArchive archive = RunArchive.read(directory);
        return new RunResult(
                Optional.of(directory), true, archive.summary(), archive.finalEvaluation(), archive.rounds());
    }

    private <S extends Record> RunResult write(
            Start<S> start, RunIdentity identity, RunOrigin origin, RunDirectory directory) {
        Path place = directory.begin();
        try (RunRecorder recorder =
                new RunRecorder(place, origin, federation.facts().network())) {
            trackers.add(recorder);
            try (RunStates states = states(place)) {
                PersonalModels models =
                        play(start, states, directory::keepPartial, () -> tellFollower(identity, origin));
                if (config.evaluation().saveModels()) {
                    timings.time(lastRound(), "models", () -> models.write(place));
                    tellWarnings();
                }
            }
            Summary summary = summary(identity);
            recorder.end(summary, timings.lines());
            return result(Optional.of(directory.finish()), summary);
        }
    }

    private RunStates states(Path directory) {
        return RunStates.open(config.clientStates(), directory);
    }

    /**
     * Plays all rounds and returns who can write the personal models.
     *
     * @param merged called when a round is merged, before it is evaluated
     * @param told called when a round has been told to all trackers
     */
    private <S extends Record> PersonalModels play(Start<S> start, RunStates states, Runnable merged, Runnable told) {
        FederationWork work = new FederationWork(federation, json);
        RoundLoop<S> loop = new RoundLoop<>(federation, start, cohorts, executor, states, context, timings);
        try (executor) {
            executor.open(work);
            trackers.started(
                    config.name(),
                    lastRound().number(),
                    federation.size(),
                    federation.facts().network());
            tellWarnings();
            for (Round round = Round.START.next(); round.compareTo(lastRound()) <= 0; round = round.next()) {
                RoundRecord played = loop.play(round);
                tellWarnings();
                trackers.finished(played);
                merged.run();
                if (isEvaluated(round)) {
                    EvaluationRecord evaluation = loop.evaluate(round);
                    tellWarnings();
                    trackers.evaluated(evaluation);
                }
                told.run();
            }
        }
        return new PersonalModels(federation.clients(), work, client -> loop.evaluationTask(lastRound(), client));
    }

    private void tellFollower(RunIdentity identity, RunOrigin origin) {
        if (history.isEvaluated()) {
            setting.follower()
                    .ifPresent(follower -> follower.accept(new RunArchive(
                            summary(identity), history.rounds(), history.evaluations(), history.newest(), origin)));
        }
    }

    private boolean isEvaluated(Round round) {
        return round.number() % config.evaluation().every() == 0 || round.equals(lastRound());
    }

    private Round lastRound() {
        return new Round(config.training().rounds());
    }

    private void tellWarnings() {
        context.takeWarnings().forEach(trackers::warned);
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
        return Summaries.of(
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
