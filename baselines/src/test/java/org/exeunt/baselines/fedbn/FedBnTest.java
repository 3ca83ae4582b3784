package org.exeunt.baselines.fedbn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

/** {@code FedBnOnResNetTest} checks the method on a network with batch norm. */
class FedBnTest {
    /** A batch-normed convolution, one of two in a layer, a group norm, and a head. */
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/stem/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("stage1/stem/gamma", BlockRole.BACKBONE, 1, List.of(1))
            .add("stage1/stem/beta", BlockRole.BACKBONE, 1, List.of(1))
            .add("stage1/stem/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(1))
            .add("stage1/stem/var", BlockRole.BACKBONE_STATISTIC, 1, List.of(1))
            .add("stage2/block/second-gamma", BlockRole.BACKBONE, 2, List.of(1))
            .add("stage2/block/second-mean", BlockRole.BACKBONE_STATISTIC, 2, List.of(1))
            .add("stage2/group/gamma", BlockRole.BACKBONE, 2, List.of(1))
            .add("exit1/dense/W", BlockRole.HEAD, 1, List.of(1))
            .add("exit2/dense/W", BlockRole.HEAD, 2, List.of(1))
            .build();

    private final RecordingContext context = new RecordingContext();
    private final FedBn fedBn =
            new FedBn(new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), context);

    private static FederationSpec federation() {
        List<Macs> macs = List.of(new Macs(1), new Macs(1));
        return FederationSpec.of(
                1,
                List.of(new ClientSpec(new ClientId(0), 3), new ClientSpec(new ClientId(1), 1)),
                NetworkSpec.of(LAYOUT, InputShape.vector(1), 2, macs, macs),
                client -> ParameterSet.zeros(LAYOUT.all()));
    }

    private static List<String> names(ParameterSet set) {
        return set.blocks().blocks().stream().map(Block::name).toList();
    }

    @Test
    void batchNormIsTheScaleAndOffsetOfARunningMean() {
        assertThat(FedBn.batchNorm(LAYOUT).blocks().stream().map(Block::name))
                .containsExactly("stage1/stem/gamma", "stage1/stem/beta", "stage2/block/second-gamma");
    }

    @Test
    void batchNormIsNotSent() {
        Payload sent = fedBn.download(fedBn.initialize(federation()), federation(), new ClientId(0), ExitSet.of(1));
        assertThat(names(sent.parameters().orElseThrow())).containsExactly("stage1/stem/W", "exit1/dense/W");
        assertThat(context.warnings()).isEmpty();
    }

    /** Clients with 3 and 1 examples upload 1 and 5: the mean is 2. */
    @Test
    void allOtherParametersAreAveraged() {
        FedAvg.Server server = fedBn.initialize(federation());
        FedAvg.Server next = fedBn.aggregate(
                        server,
                        new RoundContext(federation(), new Round(1), new TreeMap<>()),
                        new ClientResults(federation(), List.of(sent(0, server, 1), sent(1, server, 5))))
                .state();
        assertThat(next.shared().values()).containsExactly(2, 2, 2, 2, 2);
        assertThat(names(next.shared()))
                .containsExactly("stage1/stem/W", "stage2/group/gamma", "exit1/dense/W", "exit2/dense/W");
    }

    private static ClientResult sent(int client, FedAvg.Server server, float value) {
        float[] values = new float[server.shared().size()];
        Arrays.fill(values, value);
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(
                        Payload.of(ParameterSet.of(server.shared().blocks(), values)),
                        Payload.empty(),
                        TrainingReport.of(1, 1, 0)));
    }

    @Test
    void warnsWithoutBatchNorm() {
        Simulation.of(fedBn, SyntheticFederation.draw(3, 4, 5)).play();
        assertThat(context.warnings()).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .contains("no batch norm", "'fedavg'"));
    }
}
