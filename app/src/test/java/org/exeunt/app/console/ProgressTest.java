package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressTest {
    private static final int ROUNDS = 12;

    static IntStream widths() {
        return IntStream.rangeClosed(20, 200);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void aWholeRunIsOneLineOfTheTerminal(int columns) {
        List<String> rows = shown(columns, true, ROUNDS);

        assertThat(rows).hasSize(4).last().isEqualTo("");
        assertThat(rows.get(0)).isEqualTo("r: 1 client, 12");
        assertThat(rows.get(1)).isEqualTo("warning: odd");
        assertThat(rows.get(2))
                .hasSizeLessThan(columns)
                .matches("round 12/12(  accuracy 62.5 / 87.5 / 100.0 %(  loss 0.083(  active exits 0)?)?)?");
        if (columns >= 80) {
            assertThat(rows.get(2)).contains("accuracy 62.5 / 87.5 / 100.0 %");
        }
    }

    /** Cuts all rows, so that the long header does not wrap. */
    private static List<String> shown(int columns, boolean live, int rounds) {
        return shown(columns, live, rounds, rounds);
    }

    private static List<String> shown(int columns, boolean live, int rounds, int last) {
        Screen screen = new Screen(columns);
        play(new Progress(new StatusLine(screen.out(), live, columns, false)), rounds, last);
        List<String> rows = new java.util.ArrayList<>(screen.rows());
        int header = (int) Math.ceil("r: 1 client, 12 rounds, 3 exits, 0 parameters".length() / (double) columns);
        rows.subList(1, header).clear();
        rows.set(0, rows.get(0).substring(0, 15));
        return rows;
    }

    private static void play(Progress progress, int rounds, int last) {
        progress.busy("loading and partitioning data");
        progress.busy("building the network");
        progress.runStarted(new RunStart(
                "r",
                "0123456789ab",
                NetworkSpec.of(
                        new ParameterLayout(List.of()),
                        InputShape.vector(4),
                        3,
                        List.of(new Macs(10), new Macs(20), new Macs(30)),
                        List.of(new Macs(1), new Macs(2), new Macs(3))),
                0,
                rounds,
                1,
                Round.START,
                Map.of(),
                "{}",
                Map.of()));
        progress.warning("odd");
        for (int round = 1; round <= last; round++) {
            progress.roundFinished(round(round));
            if (round % 4 == 0) {
                progress.busy("evaluating");
                progress.evaluationFinished(evaluation(round));
            }
        }
        progress.busy("writing models");
        progress.close();
    }

    private static RoundRecord round(int number) {
        return new RoundRecord(
                new Round(number),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                0,
                1.0 / number,
                Optional.empty(),
                List.of(new RoundRecord.ClientFailure(new ClientId(0), "update of client 0 is not finite")),
                Map.of(),
                Map.of(),
                Map.of(),
                new TreeMap<>());
    }

    private static EvaluationRecord evaluation(int round) {
        List<ClientEvaluation.ExitResult> exits = Stream.of(0.625, 0.875, 1.0)
                .map(accuracy -> new ClientEvaluation.ExitResult(accuracy, 1))
                .toList();
        return EvaluationRecord.of(
                new Round(round), List.of(ClientEvaluation.of(new ClientId(0), 8, exits, 0.875, List.of())));
    }

    @Test
    void lineOfARunThatEndedEarlyPromisesNoTime() {
        assertThat(shown(200, true, ROUNDS, 5).get(2))
                .contains("round 5/12  accuracy")
                .doesNotContain("left");
    }

    @Test
    void withoutTerminalEveryEvaluationIsALine() {
        List<String> rows = shown(300, false, 12);
        assertThat(rows).hasSize(2 + 3 + 1);
        assertThat(rows.get(2)).startsWith("round 4/12  loss 0.250  ").contains("accuracy 62.5 / 87.5 / 100.0 %");
        assertThat(rows.get(4)).startsWith("round 12/12  ").doesNotContain("left");
    }

    /** The run itself warns of failed clients. */
    @Test
    void failuresOfARoundAreNotRepeatedAsWarnings() {
        assertThat(shown(300, false, 12))
                .filteredOn(row -> row.startsWith("warning"))
                .hasSize(1);
    }

    @Test
    void aRunThatFailsEarlyLeavesNoActivity() {
        Screen screen = new Screen(80);
        Progress progress = new Progress(new StatusLine(screen.out(), true, 80, false));
        progress.busy("loading and partitioning data");
        assertThat(screen.rows()).containsExactly("loading and partitioning data ...");
        progress.close();
        assertThat(screen.rows()).containsExactly("");
    }
}
