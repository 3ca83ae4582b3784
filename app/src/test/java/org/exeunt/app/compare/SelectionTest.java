package org.exeunt.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SelectionTest {
    /** Means of the same accuracies in two orders. */
    @Test
    void firstOfSeveralThatOnlyRoundingDistinguishesIsBest() {
        double one = (0.65 + 0.85 + 0.55 + 0.75 + 0.6) / 5;
        double other = (0.65 + 0.85 + 0.75 + 0.6 + 0.55) / 5;
        OptionalDouble lower = OptionalDouble.of(Math.min(one, other));
        OptionalDouble higher = OptionalDouble.of(Math.max(one, other));
        assertThat(lower).isNotEqualTo(higher);
        assertThat(Selection.best(List.of(OptionalDouble.empty(), OptionalDouble.of(0.5), lower, higher)))
                .hasValue(2);
        assertThat(Selection.best(List.of(OptionalDouble.empty()))).isEmpty();
    }
}
