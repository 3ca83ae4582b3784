package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.it.support.FinishedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exits trained in each round, as recorded by a run with 4 clients, 3 exits and 10 rounds. */
class ScheduleTest {
    private static final int CLIENTS = 4;

    @TempDir
    Path folder;

    @Test
    void studentsAreActivatedAsInThePaper() {
        FinishedRun run = run("coordination={\"type\": \"progressive-depth\"}");

        assertThat(studentsAtDepth(run, 1)).containsExactly(1, 3, 4, 4, 4, 4, 4, 4, 4, 4);
        assertThat(studentsAtDepth(run, 2)).containsExactly(0, 0, 0, 2, 4, 4, 4, 4, 4, 4);
        assertThat(studentsAtDepth(run, 3)).containsOnly(CLIENTS);
        assertThat(activeExits(run)).containsExactly(5, 7, 8, 10, 12, 12, 12, 12, 12, 12);
        assertThat(run.json("summary.json").at("/work/active-exits").toString())
                .isEqualTo("[5,7,8,10,12,12,12,12,12,12]");
    }

    @Test
    void referenceScheduleIsOneRoundLater() {
        FinishedRun run = run("coordination={\"type\": \"least-conflict\", \"conflict-feedback\": false}");

        assertThat(activeExits(run)).containsExactly(4, 5, 7, 8, 10, 12, 12, 12, 12, 12);
    }

    @Test
    void exitsAreActivatedFromShallowToDeep() {
        for (JsonNode round :
                run("coordination={\"type\": \"progressive-depth\"}").rounds()) {
            for (JsonNode member : round.get("cohort")) {
                List<Integer> exits = exits(member);
                assertThat(exits)
                        .as("round %s, client %s", round.get("round"), member.get("client"))
                        .isIn(List.of(3), List.of(1, 3), List.of(1, 2, 3));
            }
        }
    }

    private FinishedRun run(String coordination) {
        return FinishedRun.ofSmall(
                folder.resolve("runs"),
                "strategy.type=cafedistill",
                coordination,
                "training.rounds=10",
                "evaluation.interval=10",
                "dataset.train=100",
                "dataset.test=0");
    }

    private static List<Integer> activeExits(FinishedRun run) {
        return run.rounds().stream()
                .map(round -> round.get("active-exits").intValue())
                .toList();
    }

    private static List<Integer> studentsAtDepth(FinishedRun run, int depth) {
        List<Integer> counts = new ArrayList<>();
        for (JsonNode round : run.rounds()) {
            int count = 0;
            for (JsonNode member : round.get("cohort")) {
                count += exits(member).contains(depth) ? 1 : 0;
            }
            counts.add(count);
        }
        return counts;
    }

    private static List<Integer> exits(JsonNode member) {
        List<Integer> exits = new ArrayList<>();
        member.get("exits").forEach(exit -> exits.add(exit.intValue()));
        return exits;
    }
}
