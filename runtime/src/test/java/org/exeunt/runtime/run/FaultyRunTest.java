package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.SamplingRequest;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.config.run.TrainingConfig.TooFewUpdates;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyRunTest {
    static final DeviceModel SLOW =
            (clients, streams) -> Collections.nCopies(clients.size(), new Device("slow", 1000, 50, 25, 1));

    private final RunBuilder run = new RunBuilder();

    private RunResult execute() {
        return run.execute();
    }

    private static FaultsConfig faults(double dropout, double failure, double nonFinite) {
        return new FaultsConfig(dropout, failure, nonFinite, Optional.empty(), Optional.empty());
    }

    private static FaultsConfig attack(AttackConfig.Kind kind) {
        return new FaultsConfig(0, 0, 0, Optional.empty(), Optional.of(new AttackConfig(kind, 0.34, 10)));
    }

    private static List<RoundRecord.ClientFailure> failures(RunResult result) {
        return result.rounds().stream()
                .flatMap(round -> round.failures().stream())
                .toList();
    }

    @Test
    void finiteDivergenceWarnsOnce() {
        assertThat(execute().summary().warnings()).isEmpty();
        run.learningRate = 1e4;
        RunResult result = execute();
        assertThat(result.rounds())
                .extracting(RoundRecord::loss)
                .allSatisfy(loss -> assertThat(loss).isFinite().isGreaterThan(1000));
        assertThat(result.summary().warnings()).singleElement().asString().contains("NUMERIC-04 Round 1");
    }

    @Test
    void resumedRunDoesNotWarnAgain(@TempDir Path runs) {
        run.learningRate = 1e4;
        RunOptions onDisk = RunOptions.onDisk(Path.of(""), runs, () -> 0L);
        int[] calls = {-1}; // the first is before the first round
        assertThatThrownBy(() -> run.execute(onDisk.withStop(() -> ++calls[0] == 1)))
                .hasMessageContaining("stopped on request after round 1");
        assertThat(run.execute(onDisk).summary().warnings())
                .singleElement()
                .isEqualTo(execute().summary().warnings().get(0));
    }

    @Test
    void failedClientsAreSentTheirParameters() {
        run.rounds = 20;
        run.faults = faults(0.2, 0.2, 0);
        run.tooFewUpdates = TooFewUpdates.SKIP;
        RunResult result = execute();
        int dropped = 0;
        int failed = 0;
        for (RoundRecord round : result.rounds()) {
            for (RoundRecord.ClientFailure failure : round.failures()) {
                boolean dropout = failure.cause().contains("faults.dropout");
                dropped += dropout ? 1 : 0;
                failed += failure.cause().contains("faults.failure") ? 1 : 0;
                assertThat(round.downlink().containsKey(failure.client())).isEqualTo(!dropout);
                assertThat(round.uplink()).doesNotContainKey(failure.client());
            }
            assertThat(round.epochs())
                    .as("epochs of round %s", round.round())
                    .isEqualTo(2L * (round.exits().size() - round.failures().size()));
        }
        assertThat(dropped).isPositive();
        assertThat(failed).isPositive();
        assertThat(result.summary().work().leftOut()).isEqualTo(dropped + failed);
        assertThat(result.summary().warnings())
                .as("what was asked for is no surprise")
                .allMatch(warning -> warning.startsWith("NUMERIC-02"));
    }

    @Test
    void leavesOutNonFiniteUpdatesByName() {
        run.rounds = 10;
        run.faults = faults(0, 0, 0.3);
        RunResult result = execute();
        assertThat(failures(result)).isNotEmpty().allSatisfy(failure -> assertThat(failure.cause())
                .contains("is not finite", "exit 3", "1 of"));
        assertThat(result.summary().warnings())
                .hasSameSizeAs(failures(result))
                .allMatch(w -> w.startsWith("NUMERIC-01"));
    }

    /** Three forward passes of the stages and heads per example and epoch, and the bytes. */
    @Test
    void aRoundLastsAsLongAsItsSlowestClient() {
        run.participation = 1;
        run.rounds = 1;
        run.simulate(SLOW);
        List<ClientSpec> seen = new ArrayList<>();
        run.sampler = request -> {
            seen.addAll(request.clients());
            return RunBuilder.IN_TURN.sample(request);
        };
        RunResult result = execute();
        RoundRecord round = result.rounds().get(0);
        SimulatedTime time = round.time().orElseThrow();
        ClientSpec largest = seen.get(5);
        assertThat(largest.device().orElseThrow().tier()).isEqualTo("slow");
        double macs = 3.0 * result.summary().network().leavingMacs().get(2);
        double expected = largest.trainExamples() * run.config().training().localEpochs() * macs / 1000
                + round.downlink().get(largest.id()).count() / 50.0
                + round.uplink().get(largest.id()).count() / 25.0;
        assertThat(time.clients()).hasSize(6);
        assertThat(time.clients().get(largest.id())).isCloseTo(expected, within(1e-9));
        assertThat(time.seconds()).isEqualTo(time.clients().get(largest.id()));
    }

    /** A step costs three forward passes; where heads are trained alone, the stages only run forward. */
    @Test
    void timeFollowsTheWorkThatClientsReport() {
        run.participation = 1;
        run.rounds = 1;
        run.simulate((clients, streams) -> Collections.nCopies(clients.size(), new Device("", 1, 1e30, 1e30, 1)));
        double stages = 3 * 16;
        double heads = 3 * 12;
        assertThat(secondsPerExample(report -> report.withHeadEpochs(1)))
                .isCloseTo(3 * (stages + heads) + (stages + 3 * heads), within(1e-9));
        assertThat(secondsPerExample(
                        report -> report.withMetrics(Map.of(TrainingReport.FORWARD_MACS, new Metric(60, 12)))))
                .as("of a narrow network")
                .isCloseTo(3 * 60 / 6.0, within(1e-9));
    }

    /** As in a loss in which exits 1 and 3 have the weight 0. */
    @Test
    void headsThatAreNotComputedTakeNoTime() {
        run.participation = 1;
        run.rounds = 1;
        run.simulate((clients, streams) -> Collections.nCopies(clients.size(), new Device("", 1, 1e30, 1e30, 1)));
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                client.loadParameters(network);
                BlockSet trained = client.layout().trained(ExitSet.of(2));
                TrainingReport report =
                        client.train(network, Objective.earlyExit(trained, ExitSet.of(2), new double[] {0, 1, 0}));
                Payload state = Payload.of(network.read(client.layout().buffers()));
                return new ClientUpdate(Payload.of(network.read(client.layout().trainable())), state, report);
            }
        };
        RoundRecord round = execute().rounds().get(0);
        assertThat(round.time().orElseThrow().clients().get(new ClientId(0)) / 6)
                .isCloseTo(2 * 3 * (2 * 16 + 12), within(1e-9));
        assertThat(round.exits().get(new ClientId(0))).isEqualTo(ExitSet.of(1, 2, 3));
    }

    /** Returns the turn of client 0, which has six examples, in seconds per example, with other reports. */
    private double secondsPerExample(UnaryOperator<TrainingReport> reports) {
        run.strategy = SharedBlocks.everything().reporting((client, report) -> reports.apply(report));
        return execute().rounds().get(0).time().orElseThrow().clients().get(new ClientId(0)) / 6;
    }

    /** Sets the deadline between the times of a client and the one before it, and returns it. */
    private double deadlineBefore(int client) {
        SortedMap<ClientId, Double> seconds =
                execute().rounds().get(0).time().orElseThrow().clients();
        double deadline = (seconds.get(new ClientId(client - 1)) + seconds.get(new ClientId(client))) / 2;
        run.faults = new FaultsConfig(0, 0, 0, Optional.of(deadline), Optional.empty());
        return deadline;
    }

    @Test
    void listsLateClients() {
        run.participation = 1;
        run.rounds = 1;
        run.simulate(SLOW);
        double deadline = deadlineBefore(5);
        RunResult result = execute();
        assertThat(failures(result))
                .extracting(RoundRecord.ClientFailure::client)
                .as("the largest of clients that grow")
                .containsExactly(new ClientId(5));
        assertThat(failures(result).get(0).cause()).isEqualTo("it was late (faults.deadline)");
        assertThat(result.summary().warnings()).isEmpty();
        RoundRecord round = result.rounds().get(0);
        assertThat(round.time().orElseThrow().seconds()).isEqualTo(deadline);
        assertThat(round.downlink()).containsKey(new ClientId(5));
        assertThat(round.uplink()).doesNotContainKey(new ClientId(5));
    }

    @Test
    void clientsThatNeverContributeAreNamed() {
        run.participation = 1;
        run.simulate(SLOW);
        deadlineBefore(4);
        RunResult late = execute();
        assertThat(late.summary().warnings())
                .containsExactly("Clients took part in 3 or more rounds, but none of their updates was used: 4, 5."
                        + " The field 'failures' of rounds.jsonl has the causes.");
        assertThat(late.summary().work().activeExits()).as("of four clients").containsOnly(12);

        run.rounds = 2;
        assertThat(execute().summary().warnings()).isEmpty();
    }

    @Test
    void aDeadlineNeedsDevices() {
        run.faults = new FaultsConfig(0, 0, 0, Optional.of(1.0), Optional.empty());
        run.assertFails("CONFIG-20", "faults.deadline", "add the section 'devices'");
    }

    @Test
    void everyClientNeedsADevice() {
        run.simulate((clients, streams) -> List.of());
        run.assertFails("PLUGIN-20", "it returned 0 devices for 6 clients");
        run.simulate((clients, streams) -> {
            throw new IllegalArgumentException("no line for client 3");
        });
        run.assertFails("CONFIG-20", "devices: no line for client 3");
    }

    @Test
    void faultsAreTheSameOnOneWorkerAndThree() {
        run.rounds = 6;
        run.faults = faults(0.1, 0.1, 0.1);
        RunResult one = execute();
        run.workers = "3";
        RunResult three = execute();
        assertThat(three.rounds()).isEqualTo(one.rounds());
        assertThat(three.finalEvaluation()).isEqualTo(one.finalEvaluation());
        assertThat(failures(one)).isNotEmpty();
    }

    @Test
    void tooFewUpdatesFailTheRunOrSkipTheRound() {
        run.rounds = 8;
        run.minimumUpdates = 3;
        run.faults = faults(0.15, 0, 0);
        run.simulate(SLOW);
        run.assertFails(
                        "NUMERIC-02",
                        "of 3 updates can be used, training.minimum-updates = 3",
                        "it dropped out (faults.dropout)",
                        "training.on-too-few-updates = skip")
                .hasMessageNotContaining("learning-rate");

        run.tooFewUpdates = TooFewUpdates.SKIP;
        RunResult result = execute();
        List<RoundRecord> skipped = result.rounds().stream()
                .filter(round -> !round.failures().isEmpty())
                .toList();
        assertThat(skipped).isNotEmpty().hasSizeLessThan(8);
        assertThat(skipped).anySatisfy(round -> assertThat(failures(round, "minimum-updates"))
                .isNotEmpty());
        assertThat(skipped).allSatisfy(round -> {
            assertThat(round.metrics()).isEmpty();
            assertThat(round.failures())
                    .extracting(RoundRecord.ClientFailure::client)
                    .containsExactlyElementsOf(round.exits().keySet());
            assertThat(failures(round, "faults.dropout"))
                    .hasSize(3 - failures(round, "minimum-updates").size());
            assertThat(round.uplink()).isEmpty();
            assertThat(round.loss()).isNaN();
            assertThat(round.epochs())
                    .isEqualTo(2.0 * failures(round, "minimum-updates").size());
            // the server waits for the updates before it knows how many there are
            SimulatedTime time = round.time().orElseThrow();
            assertThat(time.seconds())
                    .isEqualTo(time.clients().values().stream()
                            .mapToDouble(each -> each)
                            .max()
                            .orElse(0));
        });
        assertThat(result.summary().work().leftOut()).isEqualTo(3 * skipped.size());
        assertThat(result.summary().warnings())
                .hasSameSizeAs(skipped)
                .allMatch(warning ->
                        warning.startsWith("NUMERIC-02 Round ") && warning.contains("No update was aggregated"));
    }

    private static List<RoundRecord.ClientFailure> failures(RoundRecord round, String cause) {
        return round.failures().stream()
                .filter(failure -> failure.cause().contains(cause))
                .toList();
    }

    @Test
    void samplerHasToAdmitTheMinimumOfUpdates() {
        run.participation = 1;
        run.minimumUpdates = 3;
        run.tooFewUpdates = TooFewUpdates.SKIP;
        run.sampler = admitting(2);
        run.assertFails(
                "CONFIG-20",
                "1 problem",
                "training.minimum-updates = 3",
                "sampling 'double' admits 2 of the 6 clients");
        run.sampler = admitting(3);
        assertThat(execute().rounds()).hasSize(3);
    }

    @Test
    void samplerMayRefuseAFederation() {
        run.sampler = new ClientSampler() {
            @Override
            public void validate(FederationSpec federation) {
                throw new IllegalArgumentException(federation.clients().size() + " are too many");
            }

            @Override
            public List<ClientId> sample(SamplingRequest request) {
                return List.of();
            }
        };
        run.assertFails("CONFIG-20", "sampling: 'double' cannot work here: 6 are too many");
    }

    private static ClientSampler admitting(int clients) {
        return new ClientSampler() {
            @Override
            public boolean admits(ClientSpec client) {
                return client.id().index() < clients;
            }

            @Override
            public List<ClientId> sample(SamplingRequest request) {
                return request.clients().stream()
                        .limit(request.size())
                        .map(ClientSpec::id)
                        .toList();
            }
        };
    }

    @Test
    void skippedRoundKeepsTheState() {
        run.network = ToyNetworkOptions.of(4, 4, 4);
        run.rounds = 1;
        run.minimumUpdates = 3;
        run.tooFewUpdates = TooFewUpdates.SKIP;
        run.faults = faults(0.9, 0, 0);
        RunResult skipped = execute();
        assertThat(skipped.rounds().get(0).failures()).isNotEmpty();

        run.faults = faults(0, 0, 0);
        run.learningRate = 1e-30;
        RunResult unmoved = execute();
        assertThat(skipped.finalEvaluation()).isEqualTo(unmoved.finalEvaluation());
    }

    @Test
    void listsAttackersAndDoesNotEvaluateThem() {
        run.faults = attack(AttackConfig.Kind.LABEL_FLIP);
        RunResult result = execute();
        assertThat(result.summary().warnings())
                .singleElement()
                .asString()
                .startsWith("2 of 6 clients attack (faults.attack) and are not evaluated: ");
        assertThat(result.finalEvaluation().clients())
                .filteredOn(client -> client.examples() == 0)
                .extracting(ClientEvaluation::client)
                .hasSize(2);
    }

    @Test
    void honestClientsNeedTestExamples() {
        run.clients = 1;
        run.participation = 1;
        run.faults = attack(AttackConfig.Kind.LABEL_FLIP);
        run.assertFails("CONFIG-20", "partition: none of 0 clients");
    }

    @Test
    void aggregatesTheUpdatesOfAttackers() {
        run.participation = 1;
        RunResult honest = execute();
        run.faults = attack(AttackConfig.Kind.SIGN_FLIP);
        assertThat(execute().finalEvaluation().meanAccuracy())
                .isLessThan(honest.finalEvaluation().meanAccuracy());
    }

    /** Clients keep the whole network and receive the backbone, which replaces the kept one. */
    @Test
    void attackersTamperWithTheChangeOfOneRound() {
        Map<ClientId, ParameterSet> expected = new ConcurrentHashMap<>();
        List<ClientId> attackers = new ArrayList<>();
        run.participation = 1;
        run.faults = attack(AttackConfig.Kind.SIGN_FLIP);
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
                return Payload.of(state.shared().select(federation.layout().backbone()));
            }

            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                ClientUpdate update = super.train(client, network);
                ParameterSet learned = update.upload().parameters().orElseThrow();
                ParameterSet start = client.parameters().select(learned.blocks());
                expected.put(client.id(), ParameterMath.axpy(-10, ParameterMath.subtract(learned, start), start));
                return new ClientUpdate(
                        update.upload(), Payload.of(network.read(client.layout().all())), update.report());
            }

            @Override
            public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
                results.updates().forEach((client, update) -> {
                    if (update.upload().parameters().orElseThrow().equals(expected.get(client))) {
                        attackers.add(client);
                    }
                });
                return super.aggregate(state, round, results);
            }
        };
        run.learningRate = 0.01;
        execute();
        assertThat(attackers).as("two attackers in three rounds").hasSize(6);
    }

    @Test
    void attacksNeedParametersToTamperWith() {
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
                return Payload.empty().with("slice", new float[] {1});
            }
        };
        run.faults = attack(AttackConfig.Kind.SCALED_UPDATE);
        run.assertFails("CONFIG-20", "1 problem", "faults.attack: ", "strategy 'double'", "attacker ", "'label-flip'");
        run.faults = attack(AttackConfig.Kind.LABEL_FLIP);
        assertThat(execute().rounds()).hasSize(3);
    }

    @Test
    void usesTheConfiguredAggregator() {
        run.network = ToyNetworkOptions.of(4, 4, 4);
        run.participation = 1;
        run.rounds = 1;
        run.strategy = byRule();
        run.aggregator = (previous, uploads, weights) -> previous;
        RunResult unmoved = execute();
        run.aggregator = (previous, uploads, weights) -> ParameterMath.weightedSum(uploads, weights);
        assertThat(execute().finalEvaluation()).isNotEqualTo(unmoved.finalEvaluation());
        run.aggregator = Aggregator.WEIGHTED_MEAN;
        run.learningRate = 1e-30;
        assertThat(execute().finalEvaluation()).isEqualTo(unmoved.finalEvaluation());
    }

    @Test
    void ownAggregationRejectsAggregators() {
        run.aggregator = (previous, uploads, weights) -> previous;
        run.assertFails(
                "CONFIG-20",
                "1 problem",
                "training.aggregator: 'double' replaces an aggregation, which strategy 'double' does not support");
    }

    static SharedBlocks byRule() {
        return SharedBlocks.everything()
                .supporting(StrategyCapability.INACTIVE_EXITS, StrategyCapability.AGGREGATORS)
                .aggregating((state, results) -> AggregationResult.of(
                        new SharedBlocks.Server(results.aggregate(state.shared(), AggregationWeights.DATA_SIZE))));
    }

    @Test
    void onlyConfigurationErrorsOfClientsFailTheRun() {
        run.participation = 1;
        run.rounds = 1;
        ExeuntException[] thrown = {new ExeuntException(Errors.CONFIG_42, "token 7 is not known")};
        run.strategy = SharedBlocks.everything().reporting((client, report) -> {
            if (client.index() == 2) {
                throw thrown[0];
            }
            return report;
        });
        run.assertFails("CONFIG-42", "token 7 is not known");
        thrown[0] = new ExeuntException(Errors.NUMERIC_21, "a program has no solution");
        assertThat(failures(execute()))
                .extracting(RoundRecord.ClientFailure::cause)
                .containsExactly("NUMERIC-21: a program has no solution");
    }
}
