package org.exeunt.baselines.fedbn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
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

    private static final List<Macs> MACS = List.of(new Macs(1), new Macs(1));
    private static final FederationSpec FEDERATION = FederationSpec.of(
            1,
            List.of(new ClientSpec(new ClientId(0), 3), new ClientSpec(new ClientId(1), 1)),
            NetworkSpec.of(LAYOUT, InputShape.vector(1), 2, MACS, MACS),
            client -> ParameterSet.zeros(LAYOUT.all()));

    private final RecordingContext context = new RecordingContext();
    private final FedBn fedBn = new FedBn(Given.AVERAGING, context);
    private final FedAvg.Server server = fedBn.initialize(FEDERATION);

    private static List<String> names(BlockSet blocks) {
        return blocks.blocks().stream().map(Block::name).toList();
    }

    @Test
    void batchNormIsTheScaleAndOffsetOfARunningMean() {
        assertThat(names(FedBn.batchNorm(LAYOUT)))
                .containsExactly("stage1/stem/gamma", "stage1/stem/beta", "stage2/block/second-gamma");
    }

    @Test
    void batchNormIsNotSent() {
        Payload sent = fedBn.download(server, FEDERATION, new ClientId(0), ExitSet.of(1));
        assertThat(names(sent.parameters().orElseThrow().blocks())).containsExactly("stage1/stem/W", "exit1/dense/W");
        assertThat(context.warnings()).isEmpty();
    }

    /** Clients with 3 and 1 examples upload 1 and 5: the mean is 2. */
    @Test
    void allOtherParametersAreAveraged() {
        BlockSet blocks = server.shared().blocks();
        FedAvg.Server next = Given.aggregate(
                fedBn,
                FEDERATION,
                server,
                Given.sent(0, Given.filled(blocks, 1)),
                Given.sent(1, Given.filled(blocks, 5)));
        assertThat(next.shared().values()).containsExactly(2, 2, 2, 2, 2);
        assertThat(names(next.shared().blocks()))
                .containsExactly("stage1/stem/W", "stage2/group/gamma", "exit1/dense/W", "exit2/dense/W");
    }

    @Test
    void warnsWithoutBatchNorm() {
        Given.simulation(fedBn).play();
        assertThat(context.warnings()).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .contains("no batch norm", "'fedavg'"));
    }
}
