package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.LackOfMemory;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ResolvedConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.advice.RoundAdvice;
import org.exeunt.runtime.advice.StartAdvice;
import org.exeunt.runtime.advice.UntrainedParts;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunDirectory;
import org.exeunt.runtime.archive.RunFolder;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.client.LocalClientRunner;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.model.PersonalModels;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;
import org.exeunt.runtime.server.RoundLoop;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.store.checkpoint.Checkpoint;
import org.exeunt.runtime.store.checkpoint.CheckpointHeader;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.codec.CompanionFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;
import org.exeunt.runtime.store.records.RunOutline.Network;
import org.exeunt.runtime.store.records.RunOutline.Setting;
import org.exeunt.runtime.store.records.RunOutline.Stop;
import org.exeunt.runtime.store.records.RunRecorder;
import org.exeunt.runtime.store.state.RunStates;

/**
 * Executes a run from its configuration to its summary.
 *
 * <p>The configuration is validated completely before anything is written: the data are loaded and partitioned, the
 * network is designed, all plugins are created, and the strategy is initialised. A run that fails before its first
 * round is aggregated leaves no files; one that fails later leaves its records so far in a hidden directory, from which
 * the same run resumes at its last checkpoint.
 */
public final class Run {
    private final RunOptions options;
    private final Trackers trackers;
    private final RunHistory history = new RunHistory();
    private final RunContext context;
    private final Timings timings;
    private final RunConfig config;
    private final String json;
    private final Federation federation;
    private final RunIdentity identity;
    private final CohortSelection cohortSelection;
    private final ClientExecutor executor;

    private Run(RunConfig given, PluginRegistry registry, RunOptions options, Trackers trackers) {
        this.options = options;
        this.trackers = trackers;
        this.context = new RunContext(options.workingDirectory);
        this.timings = new Timings(options.nanoTime);
        this.federation = federation(given, registry);
        this.config = federation.config();
        this.identity = Provenance.identity(config, federation.dataset().files(), federation.optionFiles());
        this.json = ResolvedConfig.of(config).text();
        this.cohortSelection = new CohortSelection(federation, context);
        this.executor = PluginCall.create(options.executor.orElse(config.executor()), "executor", context);
        timings.countAlso(executor::cpuTime);
        trackers.add(history);
        if (options.configuredTrackers) {
            config.trackers()
                    .forEach(tracker -> trackers.add(PluginCall.create(tracker, "trackers", context.forOutput())));
        }
    }

    private Federation federation(RunConfig given, PluginRegistry registry) {
        try {
            return timings.time(Round.START, "data", () -> Federation.assemble(given, registry, context, this::busy));
        } catch (ExeuntException e) {
            reportWarnings(); // they may be the reason
            throw e;
        }
    }

    /**
     * Executes a run on the calling thread, or returns the result of an identical run that was finished before.
     *
     * @param registry with the strategy's default coordination policy, for a configuration that names none
     * @throws org.exeunt.api.error.ExeuntException if the run cannot start, a round fails, or a file cannot be written
     */
    public static RunResult execute(RunConfig config, PluginRegistry registry, RunOptions options) {
        try (Trackers trackers = new Trackers()) {
            options.trackers.forEach(trackers::add);
            return new Run(config, registry, options, trackers).run();
        } catch (OutOfMemoryError e) {
            throw LackOfMemory.in(e).orElseThrow();
        }
    }

    /**
     * Performs all checks of {@link #execute} that precede the first round, without training or writing: loads and
     * partitions the data, designs the network, creates all plugins and initialises the strategy.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @param warnings receives the warnings of plugins, also if the run could not start
     * @throws org.exeunt.api.error.ExeuntException if the run could not start; of category DATA if its data are missing
     */
    public static void check(
            RunConfig config, PluginRegistry registry, Path workingDirectory, Consumer<String> warnings) {
        try (Trackers trackers = new Trackers()) {
            trackers.add(new RunTracker() {
                @Override
                public void warning(String sentence) {
                    warnings.accept(sentence);
                }
            });
            Run run = new Run(config, registry, RunOptions.inMemory(workingDirectory, System::nanoTime), trackers);
            try {
                run.prepare();
            } finally {
                run.executor.close();
            }
            run.context.takeWarnings().forEach(warnings);
        }
    }

    private PreparedStrategy<?> prepare() {
        PreparedStrategy<?> prepared = PreparedStrategy.of(federation, cohortSelection, context);
        StartAdvice.give(federation, cohortSelection, prepared, context);
        return prepared;
    }

    private RunResult run() {
        PreparedStrategy<?> prepared = prepare();
        if (options.runs.isEmpty()) {
            try (RunStates states = states(Path.of(System.getProperty("java.io.tmpdir")))) {
                runRounds(loop(prepared, states), prepared, Round.START, Optional.empty(), Optional.empty());
            }
            return finished(Optional.empty(), RunSummary.of(identity, outline(), history));
        }
        boolean reusable = options.startMode != RunOptions.StartMode.RERUN;
        RunFolder runs = new RunFolder(options.runs.get());
        Optional<Path> tidy = runs.tidy(identity.title());
        if (reusable && tidy.isPresent()) {
            return reuse(tidy.get());
        }
        try (RunDirectory runDirectory = runs.reserve(identity.title())) {
            if (reusable && runDirectory.isFinished()) {
                runDirectory.cleanUp();
                return reuse(runDirectory.finished());
            }
            return runOnDisk(prepared, runDirectory);
        }
    }

    private RunResult reuse(Path finished) {
        trackers.setWrittenTo(finished);
        RunRecords records = FinishedRun.open(finished).records();
        return new RunResult(
                Optional.of(finished), true, records.summary(), records.finalEvaluation(), records.rounds());
    }

    private RunResult finished(Optional<Path> directory, RunSummary summary) {
        trackers.each(RunTracker::runFinished);
        return new RunResult(directory, false, summary, history.newest(), history.rounds());
    }

    private <S extends Record> RunResult runOnDisk(PreparedStrategy<S> initial, RunDirectory runDirectory) {
        RunInputs inputs = new RunInputs(
                json,
                Provenance.of(config, federation.dataset(), federation.optionFiles(), federation.arithmetic()),
                federation.classDistribution());
        ResumePoint resumePoint = new ResumePoint(runDirectory, identity, inputs, options, context);
        Optional<Checkpoint> checkpoint = resumePoint.find();
        Path directory = checkpoint.isPresent() ? runDirectory.resume() : runDirectory.create();
        List<FileChecksum> saved;
        try (RunRecorder recorder = recorder(directory, inputs, checkpoint)) {
            trackers.add(recorder);
            checkpoint.ifPresent(found -> resumePoint.warnIfMachineDiffers(directory));
            try (RunStates states = states(directory)) {
                PreparedStrategy<S> prepared = checkpoint
                        .map(found -> initial.withServer(restore(found, directory, initial.server(), states)))
                        .orElse(initial);
                RoundLoop<S> loop = loop(prepared, states);
                trackers.add(new RunTracker() {
                    @Override
                    public void roundFinished(RoundRecord round) {
                        runDirectory.keepPartial();
                    }
                });
                Checkpoints checkpoints = new Checkpoints(directory);
                Checkpointing checkpointing = new Checkpointing(
                        options,
                        timings,
                        context,
                        runDirectory.isFinished(),
                        round -> new CheckpointHeader(
                                identity.title(),
                                round.number(),
                                recorder.checksums(),
                                history.warnings(),
                                timings.lines()),
                        header -> checkpoints.write(header, loop.server(), states.clients()));
                saved = runRounds(
                        loop,
                        prepared,
                        checkpoint
                                .map(found -> new Round(found.header().round()))
                                .orElse(Round.START),
                        Optional.of(checkpointing),
                        Optional.of(directory)
                                .filter(place -> config.evaluation().saveModels()));
            }
            RunOutline outline = outline();
            RunSummary summary = RunSummary.of(identity, outline, history);
            recorder.finish(identity.title(), outline, summary, timings.lines(), executor.statistics(), saved);
            Path finished = runDirectory.finish();
            trackers.setWrittenTo(finished);
            return finished(Optional.of(finished), summary);
        }
    }

    private RunRecorder recorder(Path directory, RunInputs inputs, Optional<Checkpoint> checkpoint) {
        SortedMap<String, AtomicFile.ContentWriter> clients = federation.clientRecords();
        PartitionedData data = federation.data();
        return checkpoint
                .map(found -> RunRecorder.resume(directory, found.header().files(), clients, data::owner))
                .orElseGet(() -> RunRecorder.create(
                        directory,
                        inputs,
                        clients,
                        data::owner,
                        federation.spec().network().exits(),
                        federation.rules().promises(federation.spec().network().exits())));
    }

    /** Restores history, timings and client states from a checkpoint, and returns the server's state. */
    private <S extends Record> S restore(Checkpoint checkpoint, Path directory, S initial, RunStates states) {
        CheckpointHeader header = checkpoint.header();
        header.warnings().forEach(history::warning);
        history.read(directory::resolve);
        context.markReported(header.warnings());
        timings.restore(header.timings());
        return checkpoint.restore(initial, states);
    }

    private RunStates states(Path directory) {
        return RunStates.open(config.clientStateStorage(), directory);
    }

    private <S extends Record> RoundLoop<S> loop(PreparedStrategy<S> prepared, RunStates states) {
        return new RoundLoop<>(federation, prepared, cohortSelection, executor, states, context, timings);
    }

    /**
     * Runs the remaining rounds.
     *
     * @param completed the last round that an earlier process completed; {@link Round#START} if none
     * @param checkpointing empty for a run in memory
     * @param saveTo directory for the personal models of the last evaluation; empty to save none
     * @return checksums of the saved models
     */
    private List<FileChecksum> runRounds(
            RoundLoop<?> loop,
            PreparedStrategy<?> prepared,
            Round completed,
            Optional<Checkpointing> checkpointing,
            Optional<Path> saveTo) {
        try (executor;
                loop) {
            executor.open(new LocalClientRunner(federation, prepared.strategy(), json));
            if (options.stopRequested.getAsBoolean()) {
                // while the data were loaded, or while the executor was connecting or waiting for another run
                throw Checkpointing.stopped(
                        completed, completed.equals(Round.START) ? "" : "; the same command resumes it");
            }
            RunStart start = description(completed);
            trackers.each(tracker -> tracker.runStarted(start));
            reportWarnings();
            Optional<PersonalModels> models = Optional.empty();
            Round round = completed;
            while (!isLast(round)) {
                round = round.next();
                RoundRecord result = loop.runRound(round, history.feedback());
                RoundAdvice.largeLoss(
                                history::rounds, result, federation.dataset().classes())
                        .ifPresent(context::warn);
                reportWarnings();
                trackers.each(tracker -> tracker.roundFinished(result));
                if (round.number() % config.evaluation().interval() == 0 || round.equals(lastRound())) {
                    models = models(saveTo.filter(directory -> result.round().equals(lastRound())));
                    EvaluationRecord evaluation = evaluate(loop, round, models);
                    trackers.each(tracker -> tracker.evaluationFinished(evaluation));
                }
                trackers.each(tracker -> tracker.roundCompleted(result.round()));
                if (!isLast(round)) {
                    boolean stop = options.stopRequested.getAsBoolean();
                    checkpointing.ifPresent(each -> each.completed(result.round(), stop));
                    if (stop) {
                        throw Checkpointing.stopped(round, "");
                    }
                }
            }
            RoundAdvice.unusedClients(history.rounds()).ifPresent(context::warn);
            reportWarnings();
            if (!round.equals(lastRound()) && saveTo.isPresent()) {
                models = models(saveTo); // that the last evaluation was the last one is known only after it
                evaluate(loop, round, models);
            }
            return models.map(PersonalModels::finish).orElse(List.of());
        }
    }

    private Optional<PersonalModels> models(Optional<Path> saveTo) {
        return saveTo.map(directory -> new PersonalModels(directory, identity.title()));
    }

    /** Evaluates personal models; those that are saved are also checked for initial values. */
    private EvaluationRecord evaluate(RoundLoop<?> loop, Round round, Optional<PersonalModels> models) {
        busy("evaluating");
        UntrainedParts untrained = new UntrainedParts(federation);
        EvaluationRecord evaluation = loop.evaluate(round, models.map(each -> result -> {
            ClientId client = result.evaluation().client();
            ParameterSet model = result.model().orElseThrow();
            Map<String, byte[]> companions = new TreeMap<>();
            result.rule()
                    .ifPresent(rule -> companions.put(
                            StoredModel.RULE,
                            PluginCall.call(
                                    config.strategy(), "storing its personal rule", () -> CompanionFile.encode(rule))));
            result.calibration().ifPresent(set -> companions.put(StoredModel.CALIBRATION, CompanionFile.encode(set)));
            each.write(client, model, companions);
            untrained.add(client, model);
        }));
        untrained.warnings().forEach(context::warn);
        reportWarnings();
        return evaluation;
    }

    private boolean isLast(Round round) {
        return round.equals(lastRound()) || stop().isPresent();
    }

    /** Returns why the run ends before its last round; empty if it continues, or as long as it does. */
    private Optional<Stop> stop() {
        return config.training()
                .stop()
                .flatMap(stop -> EarlyStop.of(stop, history.evaluations()))
                .filter(stop -> stop.round() < lastRound().number());
    }

    private RunStart description(Round completed) {
        return new RunStart(
                identity.name(),
                identity.hash(),
                federation.spec().network(),
                config.seed(),
                lastRound().number(),
                federation.size(),
                completed,
                ResolvedConfig.of(config).values(),
                json,
                Provenance.versions(config));
    }

    private Round lastRound() {
        return new Round(config.training().rounds());
    }

    private void busy(String activity) {
        trackers.each(tracker -> tracker.busy(activity));
    }

    private void reportWarnings() {
        context.takeWarnings().forEach(sentence -> trackers.each(tracker -> tracker.warning(sentence)));
    }

    private RunOutline outline() {
        Setting setting = new Setting(
                config.seed(),
                federation.dataset().name(),
                federation.dataset().input().lengths(),
                config.strategy().plugin().id(),
                cohortSelection.policyId(),
                config.engine().plugin().id(),
                federation.size(),
                config.evaluation().newClients(),
                lastRound().number());
        NetworkSpec network = federation.spec().network();
        return new RunOutline(
                identity.name(),
                setting,
                Network.of(network),
                federation.rules().policyNames(network.exits()),
                config.evaluation().baselineAccuracy().orElse(null),
                config.evaluation().accuracySlack(),
                stop().orElse(null),
                federation.promisesBrokenBy().orElse(null),
                history.warnings());
    }
}
