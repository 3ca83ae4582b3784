package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Results;
import org.junit.jupiter.api.Test;

/** The main figures on top of pages. */
class TilesTest {
    private static List<String> texts(Results results) {
        return Tiles.of(results).stream()
                .map(tile -> "%s: %s, %s".formatted(tile.name(), tile.figure(), tile.detail()))
                .toList();
    }

    private static Results run(GivenRuns given) {
        return Results.of(given.add("default", "a", 0.5)
                .results()
                .runs()
                .get("default")
                .get("a")
                .get(1L));
    }

    @Test
    void aRunHasTheSavingOfTheTerminal() {
        assertThat(texts(run(new GivenRuns().withCurve(75, 0.495))))
                .containsExactly(
                        "accuracy: 50.0 %, at the final exit",
                        "computation saved: 25.0 %, at a loss of 0.0 points (confidence 0, chosen on test examples)",
                        "worst tenth of clients: 50.0 %, accuracy at the final exit");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(texts(run(new GivenRuns()))).element(1).isEqualTo("computation saved: –, no rule saves MACs");
    }

    @Test
    void aComparisonHasTheFiguresOfItsFirstMethod() {
        GivenRuns given = new GivenRuns()
                .withCurve(75, 0.7)
                .add("one", "weak", 0.25, 0.25)
                .add("one", "strong", 0.75, 0.5);
        assertThat(texts(given.results()).get(0)).isEqualTo("accuracy: 62.5 ± 17.7 %, strong, mean of exits");
        given.add("two", "weak", 0.75, 0.75).add("two", "strong", 0.5, 0.5);
        assertThat(texts(given.results()))
                .containsExactly("one: 62.5 ± 17.7 %, strong, mean of exits", "two: 75.0 ± 0.0 %, weak, mean of exits");
    }
}
