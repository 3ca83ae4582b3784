package org.exeunt.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(4, 12, 5, 8);

    private static Simulation<SharedBlocks.Server> simulation() {
        return Simulation.of(SharedBlocks.backbone(), FEDERATION);
    }

    @Test
    void assignsEveryExampleToOneClient() {
        int[] all = FEDERATION.partition().clients().stream()
                .flatMapToInt(share -> IntStream.concat(IntStream.of(share.train()), IntStream.of(share.test())))
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, 25 + 30).toArray());
        assertThat(FEDERATION.train(new ClientId(1)).size()).isEqualTo(5);
        assertThat(FEDERATION.test(new ClientId(1)).size()).isEqualTo(10);
        assertThat(FEDERATION.dataset().all().size())
                .isEqualTo(FEDERATION.dataset().files().get(0).records());
    }

    @Test
    void drawsEqualFederationsFromEqualSeeds() {
        float[] once = new float[5];
        float[] again = new float[5];
        float[] other = new float[5];
        FEDERATION.train(new ClientId(2)).copyTo(3, once, 0);
        SyntheticFederation.draw(4, 12, 5, 8).train(new ClientId(2)).copyTo(3, again, 0);
        SyntheticFederation.draw(5, 12, 5, 8).train(new ClientId(2)).copyTo(3, other, 0);
        assertThat(again).isEqualTo(once).isNotEqualTo(other);
    }

    @Test
    void aggregatesUploadsByDataSize() {
        SimulationResult<SharedBlocks.Server> result =
                simulation().withRounds(1).play();
        List<ParameterSet> sent = result.lastRound().uploads().values().stream()
                .map(upload -> upload.parameters().orElseThrow())
                .toList();
        ParameterSet mean = ParameterMath.weightedSum(sent, new double[] {12 / 25.0, 5 / 25.0, 8 / 25.0});
        assertThat(result.lastState().shared()).isEqualTo(mean);
    }

    @Test
    void personalModelsUseTheSharedBackbone() {
        SimulationResult<SharedBlocks.Server> result = simulation().play();
        ParameterSet model = result.personalModel(1);
        assertThat(model.select(model.layout().backbone()))
                .isEqualTo(result.lastState().shared());
        assertThat(model.select(model.layout().heads()))
                .isEqualTo(result.lastRound()
                        .kept()
                        .get(new ClientId(1))
                        .parameters()
                        .orElseThrow());
    }

    @Test
    void aFailedClientKeepsItsState() {
        SimulationResult<?> result = simulation()
                .withFailing((round, client) -> client.index() == 2 && round.number() == 2)
                .play();
        ClientId failed = new ClientId(2);
        assertThat(result.rounds().get(1).uploads()).doesNotContainKey(failed);
        assertThat(result.rounds().get(1).kept().get(failed))
                .isEqualTo(result.rounds().get(0).kept().get(failed));
        assertThat(result.rounds().get(2).kept().get(failed))
                .isNotEqualTo(result.rounds().get(1).kept().get(failed));
    }

    @Test
    void callsServerMethodsOnOneThread() {
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        SharedBlocks recording = new SharedBlocks(ParameterLayout::backbone) {
            @Override
            public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
                callers.add(Thread.currentThread());
                return super.download(server, federation, client, exits);
            }
        };
        Simulation.of(recording, FEDERATION).withWorkers(3).play();
        assertThat(callers).containsExactly(Thread.currentThread());
    }

    @Test
    void samplesCohortsOfTheGivenSize() {
        SimulationResult<?> result =
                simulation().withCohortSize(2).withRounds(12).play();
        assertThat(result.rounds()).allMatch(round -> round.exits().size() == 2);
        assertThat(result.rounds().stream().map(round -> round.exits().keySet()).distinct())
                .as("distinct cohorts in 12 rounds")
                .hasSize(3);
    }

    @Test
    void initialHeadsDifferOnlyIfRequested() {
        ParameterSet first = simulation().spec().initial(new ClientId(0));
        ParameterSet second = simulation().spec().initial(new ClientId(1));
        assertThat(second).isEqualTo(first);
        ParameterSet own = simulation().withOwnInitialHeads().spec().initial(new ClientId(1));
        assertThat(own.select(own.layout().backbone()))
                .isEqualTo(first.select(first.layout().backbone()));
        assertThat(own.select(own.layout().head(new Exit(1))))
                .isNotEqualTo(first.select(first.layout().head(new Exit(1))));
    }

    @Test
    void excludesClientsWithNonFiniteParameters() {
        Simulation<?> diverging = simulation().withTraining(round -> new LocalTraining(3, 4, 1e30, 0.9, 1));
        assertThatThrownBy(diverging::play)
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("Round 1: 0 of 3 updates can be used");
    }

    @Test
    void learns() {
        SimulationResult<SharedBlocks.Server> result =
                simulation().withRounds(10).play();
        double before = loss(result, 0);
        double after = loss(result, 9);
        assertThat(after).as("mean loss after ten rounds, before %s", before).isLessThan(0.7 * before);
        assertThat(before).isCloseTo(Math.log(4), within(0.8));
    }

    private static double loss(SimulationResult<?> result, int round) {
        return result.rounds().get(round).outcomes().stream()
                .mapToDouble(outcome ->
                        ((ClientResult.Success) outcome).update().report().loss())
                .average()
                .orElseThrow();
    }

    @Test
    void reportsMeasureOnePhase() {
        Simulation<SharedBlocks.Server> simulation =
                Simulation.of(SharedBlocks.backbone(), SyntheticFederation.draw(4, 6, 5));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty());
        Exit student = new Exit(1);
        String name = Distillation.AGREEMENT + student;
        Objective objective = Objective.over(ExitSet.upTo(3), client.layout().trainable())
                .with(new Distillation(student, Teacher.live(new Exit(3)), 1, 2, true));
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            TrainingReport first = client.train(network, objective, 2, "first");
            TrainingReport second = client.train(network, objective, 3, "second");
            assertThat(List.of(first, second, first.then(second)))
                    .extracting(report -> report.metrics().get(name).weight())
                    .containsExactly(2. * 6, 3. * 6, 5. * 6);
        }
    }
}
