package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.exeunt.it.support.FinishedRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes and multiply-accumulate operations of the ConvNet, compared with numbers calculated by hand. */
class CountedCostsTest {
    private static final long HEAD_MACS = 128 * 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "fedavg, 1210488",
        "fedamp, 1210488",
        "fedrod, 1210488",
        "pfedgraph, 1210488",
        "fedper, 1195008",
        "cafedistill, 1200168",
        "local, 0"
    })
    void countedBytesAndMacsEqualHandCounts(String strategy, long bytes) {
        FinishedRun run = FinishedRun.ofSmall(
                folder.resolve("runs"),
                "strategy.type=" + strategy,
                "network.backbone.width=128",
                "dataset.train=40",
                "dataset.test=0",
                "partition.clients=2",
                "training.rounds=1",
                "evaluation.save-models=false");

        JsonNode round = run.rounds().get(0);
        assertThat(round.get("cohort")).hasSize(2);
        for (JsonNode member : round.get("cohort")) {
            assertThat(member.get("downlink-bytes").longValue()).as("downlink").isEqualTo(bytes);
            assertThat(member.get("uplink-bytes").longValue()).as("uplink").isEqualTo(bytes);
        }
        JsonNode summary = run.json("summary.json");
        assertThat(summary.at("/work/downlink-bytes").longValue()).isEqualTo(2 * bytes);
        assertThat(summary.at("/work/uplink-bytes").longValue()).isEqualTo(2 * bytes);
        assertCosts(summary.get("network"));
    }

    private static void assertCosts(JsonNode network) {
        assertThat(network.get("parameters").intValue()).isEqualTo(298_752 + 3 * 1_290);
        assertThat(network.get("buffers").intValue()).isZero();
        assertThat(network.get("full-macs").longValue()).isEqualTo(30_389_760 + HEAD_MACS);
        assertThat(network.get("leaving-macs"))
                .extracting(JsonNode::longValue)
                .containsExactly(3_110_400 + HEAD_MACS, 28_030_464 + 2 * HEAD_MACS, 30_389_760 + 3 * HEAD_MACS);
    }
}
