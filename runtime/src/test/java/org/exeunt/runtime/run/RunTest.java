package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.api.params.LinearAlgebra.plain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.FixedPlugin;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.Threshold;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class RunTest {
    private final RunBuilder run = new RunBuilder();

    private RunResult execute() {
        return run.execute();
    }

    private static ParameterSet ofNaN(ParameterSet set) {
        float[] values = set.values();
        values[1] = Float.NaN;
        values[2] = Float.POSITIVE_INFINITY;
        return ParameterSet.of(set.blocks(), values);
    }

    /** Returns a strategy whose clients throw an exception, or not if it is null. */
    private static SharedBlocks throwing(Function<ClientContext, RuntimeException> exceptions) {
        return SharedBlocks.everything().modifyingUpdates(client -> {
            RuntimeException thrown = exceptions.apply(client);
            if (thrown != null) {
                throw thrown;
            }
            return update -> update;
        });
    }

    /** Returns a strategy that passes the contexts of clients that train to a receiver. */
    private static SharedBlocks watching(Consumer<ClientContext> receiver) {
        return throwing(client -> {
            receiver.accept(client);
            return null;
        });
    }

    @Test
    void learnsAndRecordsEveryRound() {
        run.rounds = 12;
        run.every = 5;
        RunResult result = execute();
        assertThat(result.rounds())
                .extracting(RoundRecord::round)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 12).mapToObj(Round::new).toList());
        assertThat(result.finalEvaluation().round()).isEqualTo(new Round(12));
        assertThat(result.summary().lastEvaluations().evaluations())
                .as("after rounds 10 and 12")
                .isEqualTo(2);
        assertThat(result.finalEvaluation().clients())
                .extracting(client -> client.client().index())
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(result.rounds().get(11).loss())
                .isLessThan(result.rounds().get(0).loss());
        assertThat(result.finalEvaluation().meanAccuracy()).isGreaterThan(0.6);
        assertThat(result.directory()).isEmpty();
    }

    @Test
    void notifiesTrackersInOrder() {
        List<String> events = new ArrayList<>();
        run.every = 2;
        run.execute(RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                events.add("started %s %d %d %d"
                        .formatted(
                                start.name(),
                                start.rounds(),
                                start.clients(),
                                start.network().exits()));
            }

            @Override
            public void roundFinished(RoundRecord round) {
                events.add("finished " + round.round());
            }

            @Override
            public void evaluationFinished(EvaluationRecord evaluation) {
                events.add("evaluated " + evaluation.round());
            }

            @Override
            public void close() {
                events.add("closed");
            }
        })));
        assertThat(events)
                .containsExactly(
                        "started small 3 6 3",
                        "finished 1",
                        "finished 2",
                        "evaluated 2",
                        "finished 3",
                        "evaluated 3",
                        "closed");
    }

    @Test
    void countsPayloadOncePerDirectionAndClient() {
        run.strategy = SharedBlocks.backbone();
        RunResult result = execute();
        long backbone = 4L * 3 * (4 * 4 + 4);
        for (RoundRecord round : result.rounds()) {
            assertThat(round.downlink()).hasSize(3);
            assertThat(round.uplink().keySet()).isEqualTo(round.exits().keySet());
            assertThat(round.downlink().values()).containsOnly(new Bytes(backbone));
            assertThat(round.uplink().values()).containsOnly(new Bytes(backbone));
            assertThat(round.epochs()).isEqualTo(6);
            assertThat(round.activeExits()).isEqualTo(9);
            assertThat(round.metrics()).containsEntry("aggregated", 3.0);
        }
        assertThat(result.summary().work().downlinkBytes()).isEqualTo(3 * 3 * backbone);
        assertThat(result.summary().work().uplinkBytes()).isEqualTo(3 * 3 * backbone);
        assertThat(result.summary().work().epochs()).isEqualTo(18);
        assertThat(result.summary().work().activeExits()).containsExactly(9, 9, 9);
    }

    @Test
    void averagesTheLossOverExamples() {
        run.rounds = 1;
        run.strategy =
                SharedBlocks.everything().reporting((client, report) -> TrainingReport.of(1, 1, client.index() + 1));
        assertThat(execute().rounds().get(0).loss()).isCloseTo((6 * 1.0 + 7 * 2.0 + 8 * 3.0) / 21, within(1e-15));
        run.strategy = SharedBlocks.everything()
                .reporting((client, report) ->
                        client.index() == 2 ? TrainingReport.of(0, 0, 0) : TrainingReport.of(1, 1, 2));
        assertThat(execute().rounds().get(0).loss())
                .as("without clients that trained no step")
                .isEqualTo(2);
    }

    @Test
    void countsEpochsThatTrainedOnlyHeads() {
        run.strategy = SharedBlocks.everything()
                .reporting((client, report) ->
                        TrainingReport.of(3, 9, .5).withHeadEpochs(3).then(report));
        RunResult result = execute();
        for (RoundRecord round : result.rounds()) {
            assertThat(round.epochs()).isEqualTo(3 * (3 + 2));
            assertThat(round.headEpochs()).isEqualTo(3 * 3);
        }
        assertThat(result.summary().work().epochs()).isEqualTo(45);
        assertThat(result.summary().work().headEpochs()).isEqualTo(27);
    }

    @Test
    void countsPassesThatComputeAGradientAlone() {
        run.rounds = 1;
        run.strategy = new ForwardingStrategy<>(SharedBlocks.everything()) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                client.loadParameters(network);
                Objective all =
                        Objective.earlyExit(client.layout().trainable(), client.exits(), new double[] {1, 1, 1});
                Objective heads = all.restrictedTo(client.layout().heads());
                Examples some = client.examples().select(new int[] {0, 1, 2});
                network.gradient(all, client.examples(), client.stream("gradient"));
                network.gradient(
                        heads.with(new TrainableNetwork("second", client.parameters(), heads)),
                        some,
                        client.stream("gradient"));
                return super.train(client, network);
            }
        };
        RoundRecord round = execute().rounds().get(0);
        double parts = 2 * (3 / 6.0 + 3 / 7.0 + 3 / 8.0);
        assertThat(round.epochs()).isCloseTo(3 * (2 + 1) + parts, within(1e-12));
        assertThat(round.headEpochs()).isCloseTo(parts, within(1e-12));
        assertThat(round.loss()).isPositive();
    }

    @Test
    void leavesOutAClientThatThrows() {
        run.strategy = throwing(client -> client.id().index() == 1 ? new IllegalStateException("no disk") : null);
        RunResult result = execute();
        RoundRecord first = result.rounds().get(0);
        assertThat(first.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.client()).isEqualTo(new ClientId(1));
            assertThat(failure.cause()).contains("IllegalStateException: no disk", "RunTest");
        });
        assertThat(first.uplink()).containsOnlyKeys(new ClientId(0), new ClientId(2));
        assertThat(first.downlink()).hasSize(3);
        assertThat(first.metrics()).containsEntry("aggregated", 2.0);
        assertThat(result.summary().work().leftOut()).isEqualTo(2);
        assertThat(result.summary().warnings()).first().asString().contains("Round 1: client 1 failed", "2 of 3");
    }

    @Test
    void leavesOutNonFiniteUpdatesWithLocation() {
        Map<ClientId, List<Payload>> states = new ConcurrentHashMap<>();
        run.participation = 1;
        run.strategy = SharedBlocks.backbone().modifyingUpdates(client -> {
            states.computeIfAbsent(client.id(), id -> new ArrayList<>()).add(client.state());
            boolean spoilt = client.round().number() == 2;
            if (spoilt && client.id().index() == 4) {
                return update -> new ClientUpdate(
                        Payload.of(ofNaN(update.upload().parameters().orElseThrow())), update.state(), update.report());
            }
            if (spoilt && client.id().index() == 5) {
                return update -> new ClientUpdate(
                        update.upload(), update.state().with("extra", new float[] {1, Float.NaN}), update.report());
            }
            return update -> update;
        });
        RunResult result = execute();
        List<String> causes = List.of(
                "update of client 4 is not finite (stage 1, block 'stage1/W', 2 of 16 values)",
                "update of client 5 is not finite (in its state: vector 'extra', 1 of 2 values)");
        assertThat(result.rounds().get(1).failures())
                .extracting(RoundRecord.ClientFailure::cause)
                .isEqualTo(causes);
        assertThat(result.summary().warnings())
                .containsExactlyElementsOf(causes.stream()
                        .map(cause -> "NUMERIC-01 Round 2: " + cause
                                + ". The client was left out of the aggregation and keeps its previous state;"
                                + " 4 of 6 updates were used, training.minimum-updates = 1.")
                        .toList());
        assertThat(states.get(new ClientId(4)).get(2))
                .as("client 4 enters round 3 with what it kept in round 1")
                .isEqualTo(states.get(new ClientId(4)).get(1));
        assertThat(states.get(new ClientId(0)).get(2))
                .isNotEqualTo(states.get(new ClientId(0)).get(1));
        assertThat(result.rounds().get(1).epochs())
                .as("work that was done, used or not")
                .isEqualTo(12);
    }

    @Test
    void leavesOutAClientWhoseReportIsNotFinite() {
        run.strategy = SharedBlocks.everything().reporting((client, report) -> switch (client.index()) {
            case 0 -> TrainingReport.of(1, 1, Double.NaN);
            case 1 -> report.withMetric("drift", Double.NaN, 1);
            default -> report;
        });
        assertThat(execute().rounds().get(0).failures())
                .extracting(RoundRecord.ClientFailure::cause)
                .containsExactly(
                        "update of client 0 is not finite (loss is NaN)",
                        "metric 'drift' is NaN, although its loss and parameters are finite");
    }

    @Test
    void theServerReceivesNoStatesOfClients() {
        List<Payload> received = new ArrayList<>();
        run.strategy = SharedBlocks.backbone().aggregating((state, results) -> {
            results.updates().values().forEach(update -> received.add(update.state()));
            return AggregationResult.of(state);
        });
        execute();
        assertThat(received).isNotEmpty().containsOnly(Payload.empty());
    }

    @Test
    void valuesThatAreNoTokensAreRefusedBeforeTheFirstRound() {
        Engine<ToyNetworkOptions> working = run.engine;
        run.engine = (options, input, classes) -> new ForwardingDesign(working.design(options, input, classes)) {
            @Override
            public OptionalInt vocabulary() {
                return OptionalInt.of(7);
            }
        };
        run.assertFails("DATA-43", "Data set 'blobs'", "token ids, integers from 0 to 6");
    }

    @Test
    void aNetworkThatCannotOpenIsTheEnginesFailure() {
        Engine<ToyNetworkOptions> working = run.engine;
        run.engine = (options, input, classes) -> new ForwardingDesign(working.design(options, input, classes)) {
            @Override
            public Network open() {
                throw new IllegalStateException("no memory left on the device");
            }
        };
        run.assertFails("PLUGIN-20", "Engine 'toy'", "failed while opening a network", "no memory left on the device");
    }

    @Test
    void recordsMeansOfTrainingMetrics() {
        run.rounds = 1;
        run.strategy = SharedBlocks.everything()
                .reporting((client, report) -> report.withMetrics(
                        Map.of("drift", new Metric(client.index(), 4), "norm", new Metric(client.index(), 2))));
        // clients 0, 1 and 2
        assertThat(execute().rounds().get(0).trainingMetrics())
                .contains(Map.entry("drift", 3 / 12.0), Map.entry("norm", 3 / 6.0));
    }

    @Test
    void failsTheRoundWithTooFewUpdates() {
        run.minimumUpdates = 3;
        run.strategy = throwing(client ->
                client.round().number() == 2 && client.id().index() == 4 ? new IllegalStateException("gone") : null);
        run.assertFails(
                        "NUMERIC-02",
                        "Round 2: 2 of 3 updates can be used, training.minimum-updates = 3",
                        "client 4 failed",
                        "gone")
                .hasMessageNotContaining("learning-rate")
                .hasStackTraceContaining("failsTheRoundWithTooFewUpdates");
    }

    /** Lost executors are failures with such a code. Unlike divergence they may not recur. */
    @Test
    void lackOfResourcesKeepsItsCode() {
        ExeuntException lost = new ExeuntException(Errors.RESOURCE_36, "No executor could train it");
        run.strategy = throwing(client -> lost);
        run.assertFails("RESOURCE-36", "Round 1: 0 of 3 updates can be used", "client 2 failed: RESOURCE-36");
        run.strategy = throwing(client -> client.id().index() == 1 ? lost : new IllegalStateException("my bug"));
        run.assertFails("NUMERIC-02", "my bug");
    }

    @Test
    void trainingThatAlwaysFailsIsADefect() {
        run.participation = 1;
        run.strategy = throwing(client -> client.id().index() == 3
                ? new IllegalArgumentException("not mine")
                : new IllegalStateException("my bug"));
        run.assertFails("PLUGIN-20", "Strategy 'double' (")
                .hasMessageMatching(".*failed while training client 0 \\(and 5 other clients\\) in round 1:"
                        + " IllegalStateException: my bug \\(at .*RunTest.*\\)\\. This is a defect .*")
                .hasStackTraceContaining("Caused by: java.lang.IllegalStateException: client 0 in round 1: java.lang")
                .hasStackTraceContaining("at org.exeunt.runtime.run.RunTest.");
        run.strategy =
                SharedBlocks.everything().reporting((client, report) -> report.withMetric("drift", Double.NaN, 1));
        run.assertFails("PLUGIN-20", "training client 0 (and 5 other clients) in round 1: metric 'drift' is NaN");
    }

    @Test
    void divergenceAndDefectsAreReportedTogether() {
        run.strategy = SharedBlocks.everything().reporting((client, report) -> {
            if (client.index() == 1) {
                throw new IllegalStateException("my bug");
            }
            return TrainingReport.of(1, 1, Double.NaN);
        });
        run.assertFails(
                "NUMERIC-03",
                "NUMERIC-01 Round 1: update of client 0 is not finite (loss is NaN).",
                "client 1 failed: IllegalStateException: my bug",
                "lower training.optimizer.learning-rate");
    }

    @Test
    void keepsClientStateBetweenRounds() {
        Map<ClientId, Payload> kept = new HashMap<>();
        run.rounds = 4;
        run.strategy = SharedBlocks.backbone().modifyingUpdates(client -> {
            assertThat(client.state())
                    .as("round %s, client %s", client.round(), client.id())
                    .isEqualTo(kept.getOrDefault(client.id(), Payload.empty()));
            return update -> {
                kept.put(client.id(), update.state());
                return update;
            };
        });
        execute();
        assertThat(kept).hasSize(6);
    }

    @Test
    void resetsTheVelocityAsConfigured() {
        run.clients = 1;
        run.participation = 1;
        List<ParameterSet> trained = new ArrayList<>();
        List<ParameterSet> evaluated = new ArrayList<>();
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                trained.add(network.readVelocity(client.layout().trainable()));
                assertThat(client.state().parameterSets().keySet()).isSubsetOf(Payload.PARAMETERS);
                return super.train(client, network);
            }

            @Override
            public void personalise(ClientContext client, Network network) {
                evaluated.add(network.readVelocity(client.layout().trainable()));
                super.personalise(client, network);
            }
        };
        double reset = execute().rounds().get(2).loss();
        run.resetEachRound = false;
        double kept = execute().rounds().get(2).loss();
        ParameterSet zero = ParameterSet.zeros(trained.get(0).blocks());
        assertThat(trained.subList(0, 4)).containsOnly(zero);
        assertThat(trained.subList(4, 6)).doesNotContain(zero).doesNotHaveDuplicates();
        assertThat(evaluated).hasSize(6).containsOnly(zero);
        assertThat(kept).isNotEqualTo(reset);
    }

    @Test
    void everyPurposeRoundAndClientHasItsOwnStream() {
        List<Long> drawn = new ArrayList<>();
        run.sampler = request -> {
            drawn.add(request.random().nextLong());
            return RunBuilder.IN_TURN.sample(request);
        };
        run.coordination = request -> {
            drawn.add(request.random().nextLong());
            return RunBuilder.ALL_EXITS.coordinate(request);
        };
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                drawn.add(client.stream("test").nextLong());
                return super.train(client, network);
            }

            @Override
            public void personalise(ClientContext client, Network network) {
                drawn.add(client.stream("test").nextLong());
                super.personalise(client, network);
            }
        };
        execute();
        assertThat(drawn).hasSize(3 * (1 + 1 + 3 + 6)).doesNotHaveDuplicates();
    }

    @Test
    void theSeedAloneChangesTheBits() {
        run.strategy = SharedBlocks.backbone();
        run.resetEachRound = false;
        RunResult one = execute();
        run.workers = "3";
        RunResult three = execute();
        assertThat(three.finalEvaluation()).isEqualTo(one.finalEvaluation());
        assertThat(three.rounds()).isEqualTo(one.rounds());
        assertThat(three.summary().finalRound()).isEqualTo(one.summary().finalRound());
        run.seed = 6;
        assertThat(execute().finalEvaluation()).isNotEqualTo(one.finalEvaluation());
    }

    @Test
    void listsAllProblemsOfARun() {
        run.clients = 3;
        run.participation = 0.2;
        run.partitioner = (dataset, random) -> Partition.of(List.of(
                ClientShare.of(new int[] {0}, new int[0]),
                ClientShare.of(new int[0], new int[] {1}),
                ClientShare.of(new int[0], new int[0])));
        run.assertFails(
                "CONFIG-20",
                "2 problems",
                "without training examples: 1, 2",
                "training.participation = 0.2 of 3 clients is less than training.minimum-updates = 1");
    }

    @Test
    void rejectsAPolicyTheStrategyDoesNotSupport() {
        run.coordination = new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                return RunBuilder.allClients(request, ExitSet.of(3));
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return Set.of(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.INACTIVE_EXITS);
            }
        };
        run.strategy = SharedBlocks.backbone().supporting();
        run.assertFails("CONFIG-20", "2 problems", "leaves exits inactive", "requires similarities of clients");
        run.strategy = new SharedBlocks(ParameterLayout::backbone) {
            @Override
            public Server initialize(FederationSpec facts) {
                throw new IllegalArgumentException("it needs four exits, the network has 3");
            }
        };
        run.assertFails("CONFIG-20", "1 problem", "'double' cannot work here: it needs four exits");
    }

    @Test
    void trainsAndRecordsTheExitsOfThePolicy() {
        List<ExitSet> learned = new ArrayList<>();
        run.coordination = request ->
                RunBuilder.allClients(request, request.round().number() == 1 ? ExitSet.of(3) : ExitSet.of(2, 3));
        run.strategy = watching(client -> learned.add(client.exits()));
        assertThat(execute().summary().work().activeExits()).containsExactly(3, 6, 6);
        assertThat(learned.subList(0, 3)).containsOnly(ExitSet.of(3));
        assertThat(learned.subList(3, 9)).containsOnly(ExitSet.of(2, 3));
    }

    @Test
    void failsIfAStateOrADownloadIsNotFinite() {
        run.strategy = SharedBlocks.backbone()
                .aggregating((state, results) -> AggregationResult.of(new SharedBlocks.Server(ofNaN(state.shared()))));
        run.assertFails(
                "NUMERIC-03",
                "Round 1: the state that the strategy returned is not finite (stage 1, block 'stage1/W', 2 of 16"
                        + " values), although every update that was aggregated is.");
        run.strategy = new SharedBlocks(ParameterLayout::backbone) {
            @Override
            public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
                return Payload.of(ofNaN(state.shared()));
            }
        };
        run.assertFails("NUMERIC-03", "Round 1: the download of client 2 is not finite (stage 1, block 'stage1/W',");
    }

    @Test
    void errorEndsTheRun() {
        run.strategy = watching(client -> {
            throw new StackOverflowError();
        });
        run.assertFails("PLUGIN-20", "StackOverflowError").hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void excludesClientsWithoutTestExamples() {
        run.clients = 2;
        run.participation = 1;
        run.partitioner = (dataset, random) -> Partition.of(List.of(
                ClientShare.of(Blobs.range(0, 6), Blobs.range(6, 6)), ClientShare.of(Blobs.range(20, 6), new int[0])));
        EvaluationRecord evaluation = execute().finalEvaluation();
        assertThat(evaluation.clients().get(1).examples()).isZero();
        assertThat(evaluation.clients().get(1).exits())
                .hasSize(3)
                .containsOnly(new ClientEvaluation.ExitResult(Double.NaN, Double.NaN));
        assertThat(evaluation.meanAccuracy())
                .isEqualTo(evaluation.clients().get(0).meanAccuracy());
    }

    /** Two clients with one model have equal predictions; each class is weighted by its frequency on the client. */
    @Test
    void reweightsACommonTestForEachClient() {
        run.network = ToyNetworkOptions.of(4, 4, 4);
        run.clients = 2;
        run.participation = 1;
        int[] first = {0, 3, 6, 1};
        int[] second = {9, 4, 7, 10};
        run.partitioner = (dataset, random) -> new Partition(
                List.of(ClientShare.of(first, new int[0]), ClientShare.of(second, new int[0])),
                Blobs.range(30, 60),
                new int[0]);
        List<ClientEvaluation> common = execute().finalEvaluation().clients();
        run.partitioner = (dataset, random) ->
                Partition.of(List.of(ClientShare.of(first, ofClass(0)), ClientShare.of(second, ofClass(1))));
        List<ClientEvaluation> apart = execute().finalEvaluation().clients();
        for (int exit = 0; exit < 3; exit++) {
            double ofZero = apart.get(0).exits().get(exit).accuracy();
            double ofOne = apart.get(1).exits().get(exit).accuracy();
            assertThat(common.get(0).exits().get(exit).accuracy()).isCloseTo(.75 * ofZero + .25 * ofOne, within(1e-12));
            assertThat(common.get(1).exits().get(exit).accuracy()).isCloseTo(.25 * ofZero + .75 * ofOne, within(1e-12));
        }
        assertThat(common.get(0).examples()).isEqualTo(40);
    }

    /** Class weights of a common test set do not apply to validation examples, which have the client's classes. */
    @Test
    void validationExamplesOfAllClassesWeighAlike() {
        run.clients = 2;
        run.participation = 1;
        List<ClientShare> common = List.of(
                new ClientShare(new int[] {0, 3, 6, 1}, Blobs.range(30, 9), new int[0]),
                new ClientShare(new int[] {9, 4, 7, 10}, Blobs.range(39, 9), new int[0]));
        run.partitioner = (dataset, random) -> new Partition(common, Blobs.range(60, 60), new int[0]);
        EvaluationRecord weighted = execute().finalEvaluation();
        run.partitioner = (dataset, random) -> Partition.of(IntStream.range(0, 2)
                .mapToObj(client -> new ClientShare(
                        common.get(client).train(), common.get(client).validation(), Blobs.range(60 + client, 1)))
                .toList());
        EvaluationRecord alike = execute().finalEvaluation();
        assertThat(weighted.clients())
                .extracting(ClientEvaluation::validation)
                .containsExactlyElementsOf(alike.clients().stream()
                        .map(ClientEvaluation::validation)
                        .toList());
        assertThat(weighted.reliability().validation())
                .isPresent()
                .isEqualTo(alike.reliability().validation());
    }

    /** Returns the examples of one class among 30 to 89. */
    private static int[] ofClass(int label) {
        return IntStream.range(30, 90).filter(index -> index % 3 == label).toArray();
    }

    /** Returns a policy that is calibrated on validation examples. */
    private static PluginChoice<ExitPolicy> calibrated(Function<CalibrationSet, ExitRule> rule) {
        return FixedPlugin.of(ExitPolicy.class, "calibrated", new ExitPolicy() {
            @Override
            public List<ExitRule> rules(CalibrationSet calibration) {
                return List.of(rule.apply(calibration));
            }

            @Override
            public boolean needsValidation() {
                return true;
            }
        });
    }

    private static ClientShare share(int from, int train, int validation, int test) {
        return new ClientShare(
                Blobs.range(from, train),
                Blobs.range(from + train, validation),
                Blobs.range(from + train + validation, test));
    }

    /** The second policy exits at exit 1 if the confidence exceeds the mean on the validation examples. */
    @Test
    void calibratesExitRulesForEachClient() {
        Map<Integer, CalibrationSet> seen = new ConcurrentHashMap<>();
        run.clients = 2;
        run.rounds = 1;
        run.participation = 1;
        run.partitioner =
                (dataset, random) -> Partition.of(List.of(share(0, 6, 5, 30), share(50, 6, 7, 30), share(99, 6, 0, 0)));
        run.exitPolicies =
                List.of(FixedPlugin.of(ExitPolicy.class, "fixed", Threshold.policy(2)), calibrated(calibration -> {
                    seen.put(calibration.examples(), calibration);
                    return new Threshold(
                            "surer than usual",
                            IntStream.range(0, calibration.examples())
                                    .mapToDouble(example -> calibration.confidence(new Exit(1), example))
                                    .average()
                                    .orElse(2));
                }));
        EvaluationRecord evaluation = execute().finalEvaluation();
        assertThat(seen.keySet()).containsExactlyInAnyOrder(0, 5, 7);
        assertThat(IntStream.range(0, 5).map(seen.get(5)::label)).containsExactly(0, 1, 2, 0, 1);
        for (int example = 0; example < 7; example++) {
            double[] row = seen.get(7).probabilities(new Exit(3), example);
            assertThat(row[0] + row[1] + row[2]).isCloseTo(1, within(1e-12));
        }
        assertThat(evaluation.rules())
                .extracting(rule -> rule.label())
                .containsExactly("threshold, \"2.0\"", "surer than usual");
        for (int client = 0; client < 2; client++) {
            var rules = evaluation.clients().get(client).rules();
            assertThat(rules.get(0).shares()).containsExactly(0.0, 0.0, 1.0);
            assertThat(rules.get(1).shares().get(0)).as("client %d", client).isStrictlyBetween(0.0, 1.0);
        }
    }

    @Test
    void rejectsAPolicyWithoutValidationExamples() {
        run.exitPolicies = List.of(calibrated(calibration -> new Threshold(0.5)));
        run.assertFails(
                "CONFIG-20",
                "'calibrated' needs validation examples",
                "6 of 6 clients have none: 0, 1, 2, 3, 4, 5;",
                "partition.validation-fraction");
        run.exitPolicies = List.of(calibrated(calibration -> {
            throw new IllegalArgumentException("there are %d exits, not 4".formatted(calibration.exits()));
        }));
        run.assertFails("CONFIG-20", "'calibrated' cannot work here: there are 3 exits, not 4");
    }

    @Test
    void exitPoliciesMustKeepTheirLabels() {
        run.clients = 1;
        run.participation = 1;
        run.partitioner = (dataset, random) -> Partition.of(List.of(share(0, 6, 5, 30)));
        run.exitPolicies = List.of(calibrated(calibration -> new Threshold("of " + calibration.examples(), 0.5)));
        run.assertFails(
                "PLUGIN-20", "ExitPolicy 'calibrated'", "its rules are [of 0] for one client and [of 5] for another");
    }

    @Test
    void newClientsNeverTrain() {
        RunResult alone = execute(4, 0);
        run.clients = 6;
        run.newClients = 2;
        List<Integer> trained = new ArrayList<>();
        Map<Integer, Payload> personalised = new ConcurrentHashMap<>();
        run.strategy = new SharedBlocks(ParameterLayout::backbone) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                trained.add(client.id().index());
                assertThat(client.federation().clients()).hasSize(4);
                return super.train(client, network);
            }

            @Override
            public void personalise(ClientContext client, Network network) {
                personalised.put(client.id().index(), client.state());
                super.personalise(client, network);
            }
        };
        RunResult result = execute();
        assertThat(trained).hasSize(6).doesNotContain(4, 5);
        assertThat(personalised).containsOnlyKeys(0, 1, 2, 3, 4, 5);
        assertThat(personalised.get(4)).isEqualTo(Payload.empty());
        assertThat(result.finalEvaluation().clients())
                .isEqualTo(alone.finalEvaluation().clients());
        assertThat(result.finalEvaluation().newClients())
                .extracting(client -> client.client().index())
                .containsExactly(4, 5);
        RunSummary summary = result.summary();
        assertThat(summary.finalRound()).isEqualTo(alone.summary().finalRound());
        assertThat(summary.rules()).isEqualTo(alone.summary().rules());
        assertThat(summary.setting().clients()).isEqualTo(4);
        assertThat(summary.setting().newClients()).isEqualTo(2);
        assertThat(summary.newClients().clients()).isEqualTo(2);
        assertThat(summary.newClients().meanAccuracy().mean())
                .isEqualTo(result.finalEvaluation().ofNewClients().meanAccuracy());
        assertThat(alone.summary().newClients()).isNull();
    }

    private RunResult execute(int clients, int newClients) {
        run.clients = clients;
        run.newClients = newClients;
        run.strategy = SharedBlocks.backbone();
        return execute();
    }

    @Test
    void rejectsNewClientsOnly() {
        run.participation = 1;
        assertThat(execute(6, 5).rounds().get(0).exits()).containsOnlyKeys(new ClientId(0));
        run.newClients = 6;
        run.assertFails("CONFIG-20", "evaluation.new-clients = 6 of 6 clients");
    }

    @Test
    void pluginsReceiveTheEnginesLinearAlgebra() {
        LinearAlgebra offered = new LinearAlgebra() {
            @Override
            public void addInnerProducts(float[][] vectors, int length, double[][] products) {}

            @Override
            public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {}
        };
        List<LinearAlgebra> got = new ArrayList<>();
        run.contexts = context -> got.add(context.linearAlgebra());
        execute();
        assertThat(got).as("of an engine that offers none").containsExactly(plain(), plain());

        got.clear();
        run.engine = new Engine<>() {
            @Override
            public NetworkDesign design(ToyNetworkOptions network, InputShape input, int classes) {
                return new ToyEngine().design(network, input, classes);
            }

            @Override
            public LinearAlgebra linearAlgebra() {
                return offered;
            }
        };
        execute();
        assertThat(got).as("strategy's and aggregator's").containsExactly(offered, offered);
    }

    @Test
    void usesTheDefaultPolicyOfTheStrategy() {
        RunConfig without = run.config().withCoordination(Optional.empty());
        RunResult result = RunBuilder.execute(without, RunOptions.inMemory(Path.of(""), () -> 0L));
        assertThat(result.summary().setting().coordination()).isEqualTo("all-exits");
    }
}
