package org.exeunt.api.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;

class ClientResultsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(1))
            .build();
    private static final FederationSpec RUN = FederationSpec.of(
            5,
            List.of(facts(0, 10), facts(1, 20), facts(2, 30), facts(3, 40)),
            NetworkSpec.of(LAYOUT, InputShape.vector(1), 2, List.of(new Macs(2)), List.of(new Macs(3))),
            client -> values(client.index(), client.index(), client.index()));

    private static ClientSpec facts(int client, int examples) {
        return new ClientSpec(new ClientId(client), examples);
    }

    private static ParameterSet values(float... values) {
        return ParameterSet.of(LAYOUT.all(), values);
    }

    private static ClientResult success(int client, float... values) {
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(Payload.of(values(values)), Payload.empty(), TrainingReport.of(1, 1, 0.5)));
    }

    private static final ClientResult FAILURE = new ClientResult.Failure(new ClientId(1), "lost");

    @Test
    void groupsAreAggregatedByTheirOwnClients() {
        List<String> steps = new ArrayList<>();
        ClientResults results = new ClientResults(
                RUN,
                List.of(success(3, 9, 9, 9), FAILURE, success(0, 1, 2, 3)),
                Aggregator.WEIGHTED_MEAN,
                (key, previous, aggregate) -> {
                    steps.add(key);
                    return ParameterMath.scale(2, aggregate);
                });
        ParameterSet zero = ParameterSet.zeros(LAYOUT.all());
        ClientResults group = results.group("first", (client, update) -> client.index() == 0);
        assertThat(group.aggregate(zero, AggregationWeights.DATA_SIZE).values()).containsExactly(2, 4, 6);
        assertThat(group.withoutServerStep()
                        .aggregate(zero, AggregationWeights.UNIFORM)
                        .values())
                .containsExactly(1, 2, 3);
        assertThat(results.group("none", (client, update) -> false).aggregate(zero, AggregationWeights.UNIFORM))
                .as("without a success")
                .isEqualTo(zero);
        results.aggregate(zero, AggregationWeights.UNIFORM);
        assertThat(steps).containsExactly("first", Payload.PARAMETERS);
    }

    @Test
    void resultsAreInClientOrder() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, 3, 3, 3), FAILURE, success(0, 0, 0, 0)));
        assertThat(results.all())
                .extracting(outcome -> outcome.client().index())
                .containsExactly(0, 1, 3);
        assertThat(results.updates()).containsOnlyKeys(new ClientId(0), new ClientId(3));
        assertThat(results.parameters()).containsExactly(values(0, 0, 0), values(3, 3, 3));
    }

    @Test
    void weightsOnlyClientsThatSucceeded() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, 1, 1, 1), FAILURE, success(0, 2, 2, 2)));
        assertThat(results.weights(AggregationWeights.DATA_SIZE)).containsExactly(new double[] {.2, .8}, within(1e-15));
        assertThat(results.weights(AggregationWeights.UNIFORM)).containsExactly(.5, .5);
    }

    @Test
    void averagesUploads() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, 5, 0, 10), success(0, 0, 10, 10)));
        assertThat(results.mean(AggregationWeights.DATA_SIZE)).isEqualTo(values(4, 2, 10));
        assertThat(results.mean(AggregationWeights.UNIFORM)).isEqualTo(values(2.5f, 5, 10));
    }

    private static ClientResult sent(int client, BlockSet blocks, float... values) {
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(
                        Payload.of(ParameterSet.of(blocks, values)), Payload.empty(), TrainingReport.of(1, 1, 0.5)));
    }

    @Test
    void aggregatesEveryBlockOverItsUploaders() {
        ClientResults results = new ClientResults(
                RUN, List.of(sent(0, LAYOUT.all(), 1, 2, 9), sent(3, LAYOUT.backbone(), 6, 7), FAILURE));
        assertThat(results.aggregate(values(0, 0, 0), AggregationWeights.DATA_SIZE))
                .isEqualTo(values(5, 6, 9));
        ClientResults heads = new ClientResults(RUN, List.of(sent(0, LAYOUT.heads(), 4)));
        assertThat(heads.aggregate(values(1, 2, 3), AggregationWeights.UNIFORM))
                .as("blocks that no client uploaded are unchanged")
                .isEqualTo(values(1, 2, 4));
    }

    @Test
    void aggregateEqualsMeanIfAllUploadAll() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, .1f, .2f, .3f), success(0, .7f, .11f, .13f)));
        assertThat(results.aggregate(values(5, 5, 5), AggregationWeights.DATA_SIZE))
                .isEqualTo(results.mean(AggregationWeights.DATA_SIZE));
    }

    @Test
    void weightsMayBeThoseOfTheStrategy() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, 5, 0, 8), success(0, 1, 4, 8)));
        List<ParameterSet> uploads = results.parameters();
        assertThat(results.aggregate(values(5, 5, 5), uploads, new double[] {.25, .75}))
                .isEqualTo(values(4, 1, 8));
        for (double[] wrong : List.of(new double[] {1}, new double[] {.5, .6}, new double[] {-.5, 1.5})) {
            assertThatThrownBy(() -> results.aggregate(values(5, 5, 5), uploads, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected 2, at least 0, with sum 1");
        }
    }

    @Test
    void weightsAreProportionalToAValueOfEachUpdate() {
        ClientResults results = new ClientResults(RUN, List.of(success(3, 3, 0, 0), FAILURE, success(0, 1, 0, 0)));
        assertThat(results.weights(
                        update -> update.upload().parameters().orElseThrow().values()[0]))
                .containsExactly(.25, .75);
        assertThat(results.weights(update -> 0)).as("all values are 0").containsExactly(.5, .5);
    }

    @Test
    void aBlockOfClientsWithoutWeightIsUnchanged() {
        ClientResults results = new ClientResults(
                RUN, List.of(sent(0, LAYOUT.all(), 1, 2, 9), sent(3, LAYOUT.backbone(), 6, 7), FAILURE));
        assertThat(results.aggregate(values(5, 5, 5), results.parameters(), new double[] {0, 1}))
                .isEqualTo(values(6, 7, 5));
    }

    @Test
    void usesTheAggregatorOfTheRun() {
        Aggregator doubled = (previous, uploads, weights) -> {
            assertThat(weights).containsExactly(new double[] {.2, .8}, within(1e-15));
            return ParameterMath.axpy(2, uploads.get(0), previous);
        };
        ClientResults results = new ClientResults(RUN, List.of(success(3, 9, 9, 9), success(0, 1, 2, 3)), doubled);
        assertThat(results.aggregate(values(1, 1, 1), AggregationWeights.DATA_SIZE))
                .isEqualTo(values(3, 5, 7));
    }

    @Test
    void updatesAreCopied() {
        ClientResults results = new ClientResults(RUN, List.of(success(0, 1, 1, 1)));
        results.updates().clear();
        assertThat(results.updates()).hasSize(1);
    }

    @Test
    void rejectsMeansWithoutUploads() {
        ClientResults none = new ClientResults(RUN, List.of(FAILURE));
        assertThat(none.weights(AggregationWeights.DATA_SIZE)).isEmpty();
        assertThatThrownBy(() -> none.mean(AggregationWeights.UNIFORM)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorNamesTheMissingParameters() {
        ClientResults results = new ClientResults(RUN, List.of(success(0, 1, 1, 1)));
        assertThatThrownBy(() -> results.parameters("teacher"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the upload of client 0 has no parameters 'teacher'; there are [parameters]");
    }

    @Test
    void errorNamesTheClientWithOtherBlocks() {
        ClientResults results = new ClientResults(
                RUN, List.of(sent(2, LAYOUT.backbone(), 1, 2), success(0, 1, 1, 1), success(1, 1, 1, 1)));
        assertThatThrownBy(() -> results.mean(AggregationWeights.UNIFORM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("clients 0 and 2 uploaded different blocks: [stage1/W, head1/W] and [stage1/W]");
    }

    @Test
    void serverStartsFromTheFirstClientsParameters() {
        assertThat(RUN.initial()).isEqualTo(values(0, 0, 0));
        assertThat(RUN.initial(new ClientId(2))).isEqualTo(values(2, 2, 2));
    }

    @Test
    void receivedParametersOverrideKeptOnes() {
        Payload kept = Payload.of(ParameterSet.of(LAYOUT.all(), new float[] {7, 8, 9}));
        Payload received = Payload.of(ParameterSet.of(LAYOUT.backbone(), new float[] {5, 6}));
        assertThat(context(Payload.empty(), Payload.empty()).parameters()).isEqualTo(values(2, 2, 2));
        assertThat(context(Payload.empty(), kept).parameters()).isEqualTo(values(7, 8, 9));
        assertThat(context(received, Payload.empty()).parameters()).isEqualTo(values(5, 6, 2));
        assertThat(context(received, kept).parameters()).isEqualTo(values(5, 6, 9));
    }

    private static ClientContext context(Payload received, Payload kept) {
        ClientTask task = ClientTask.of(
                new Round(1), new ClientId(2), ExitSet.of(1), received, kept, new LocalTraining(1, 1, 0.1, 0, 0));
        Examples none = Examples.of(new float[0][], new int[0]);
        return new ClientContext(RUN, task, none, none, new RandomStreams(1));
    }

    @Test
    void costsAddUpFromStageToStage() {
        NetworkSpec facts = NetworkSpec.of(
                LAYOUT,
                InputShape.vector(1),
                2,
                IntStream.of(100, 200, 300).mapToObj(Macs::new).toList(),
                IntStream.of(1, 2, 3).mapToObj(Macs::new).toList());
        assertThat(facts.costOfLeavingAt(new Exit(1))).contains(new Macs(101));
        assertThat(facts.costOfLeavingAt(new Exit(3))).contains(new Macs(606));
        assertThat(facts.costOfOnly(new Exit(3))).contains(new Macs(603));
        assertThat(facts.finalExit()).isEqualTo(new Exit(3));
        assertThat(facts.allExits()).isEqualTo(ExitSet.of(1, 2, 3));
    }
}
