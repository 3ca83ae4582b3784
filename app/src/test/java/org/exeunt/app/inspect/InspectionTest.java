package org.exeunt.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.InputScaling;
import org.exeunt.app.inspect.Inspection.ClassCount;
import org.exeunt.app.inspect.Inspection.Share;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private final Inspection inspection = Inspection.of(
            Given.clients(new int[] {3, 0, 1}, new int[] {0, 2, 0}, new int[] {1, 1, 1}),
            Optional.of(new InputScaling(
                    "metres",
                    List.of(new InputScaling.Channel("height", 1.5, 0.25), new InputScaling.Channel("tree", 0, 1)))));

    @Test
    void countsClassesAndClients() {
        assertThat(inspection.classes())
                .containsExactly(
                        new ClassCount("class 0", 4, 0),
                        new ClassCount("class 1", 3, 0),
                        new ClassCount("class 2", 2, 0));
        assertThat(inspection.clients())
                .containsExactly(
                        new Share("0", null, 4, 0, 1, 2),
                        new Share("1", null, 2, 0, 1, 1),
                        new Share("2", null, 3, 0, 1, 3));
    }

    @Test
    void theMedianOfTwoIsBetweenThem() {
        Inspection two = Inspection.of(Given.clients(new int[] {3, 0, 1}, new int[] {1, 0, 0}), Optional.empty());
        assertThat(two.lines()).contains("  training examples: 1 to 4, median 2.5");
    }

    @Test
    void saysItInWords() {
        assertThat(inspection.lines())
                .contains(
                        "Given: 9 training and 0 test examples of shape [1] in 3 classes",
                        "  class 0 (4), class 1 (3), class 2 (2)",
                        "test set: none; each client holds out a part of its own examples (partition.test-fraction)",
                        "owners: none",
                        "scaling: metres; height (x - 1.5000) / 0.25000, tree unchanged",
                        "clients: 3",
                        "  training examples: 2 to 4, median 3",
                        "  classes trained on: 1 to 3, median 2");
    }
}
