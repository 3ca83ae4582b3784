package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strategy of another project on the class path. */
class HelloStrategyTest {
    private static final int BACKBONE = 8 * (3 * 9 + 1) + 2 * 8 * (8 * 9 + 1);
    private static final int HEAD = 8 * 10 + 10;

    @TempDir
    Path folder;

    @Test
    void strategyIsListed() {
        assertThat(CommandLineRun.succeeding("plugins list").out())
                .contains("partial-sharing", "Shares all but the heads of the deepest exits");

        assertThat(CommandLineRun.succeeding("plugins list --json").json().findValuesAsText("id"))
                .contains("partial-sharing", "cafedistill", "fedavg");
    }

    @Test
    void optionIsShown() {
        JsonNode shown = CommandLineRun.succeeding("plugins show strategy partial-sharing --json")
                .json();

        assertThat(shown.at("/plugin/id").textValue()).isEqualTo("partial-sharing");
        assertThat(shown.at("/plugin/from").textValue()).contains("hello-strategy");
        JsonNode own = shown.at("/options/" + (shown.at("/options").size() - 1));
        assertThat(own.get("key").textValue()).isEqualTo("personal-exits");
        assertThat(own.get("default-value").textValue()).isEqualTo("1");
    }

    @Test
    void runSharesAllButThePersonalHeads() {
        TrainedRun run = TrainedRun.ofSmall(
                folder.resolve("runs"), "strategy.type=partial-sharing", "strategy.personal-exits=2");

        for (JsonNode round : run.rounds()) {
            for (JsonNode member : round.get("cohort")) {
                assertThat(member.get("uplink-bytes").longValue()).isEqualTo(4 * (BACKBONE + HEAD));
            }
        }
        assertThat(run.json("summary.json").at("/setting/strategy").textValue()).isEqualTo("partial-sharing");
        assertThat(run.json("provenance.json").toString()).contains("partial-sharing");
    }

    @Test
    void misspeltOptionIsReported() {
        CommandLineRun.of(
                        "run %s --runs-dir %s --set strategy.type=partial-sharing --set strategy.personal-exit=1",
                        TrainedRun.small(), folder.resolve("runs"))
                .assertRefused(2, "CONFIG", "strategy.personal-exit", "did you mean 'personal-exits'?");
    }
}
