package org.exeunt.api.strategy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.exeunt.api.ClientId;
import org.junit.jupiter.api.Test;

class SimilaritiesTest {
    private static final ClientId A = new ClientId(0);
    private static final ClientId B = new ClientId(4);
    private static final ClientId C = new ClientId(9);

    private static final Similarities PAIR = Similarities.none().with(List.of(A, B), new double[][] {{1, .4}, {.4, 1}});

    @Test
    void areZeroForUncomparedClients() {
        assertThat(Similarities.none().between(A, B)).isZero();
        assertThat(PAIR.between(A, C)).isZero();
        assertThat(PAIR.between(C, C)).isZero();
    }

    @Test
    void rememberAMatrix() {
        assertThat(PAIR.between(A, B)).isEqualTo(.4);
        assertThat(PAIR.between(B, A)).isEqualTo(.4);
        assertThat(PAIR.between(B, B)).isEqualTo(1);
    }

    @Test
    void withReplacesOnlyPairsOfTheCohort() {
        Similarities next = PAIR.with(List.of(B, C), new double[][] {{1, -.2}, {-.2, 1}});
        assertThat(next.between(A, B)).as("an older pair").isEqualTo(.4);
        assertThat(next.between(B, A)).as("an older pair").isEqualTo(.4);
        assertThat(next.between(C, B)).isEqualTo(-.2);
        assertThat(PAIR.between(B, C)).as("the older value").isZero();
        assertThat(next.with(List.of(A, B), new double[][] {{1, .9}, {.9, 1}}).between(A, B))
                .isEqualTo(.9);
    }

    @Test
    void isNotChangedFromOutside() {
        assertThatThrownBy(() -> PAIR.rows().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> requireNonNull(PAIR.rows().get(A)).put(B, 1.0))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void equalByContent() {
        Similarities same = Similarities.none().with(List.of(A, B), new double[][] {{1, .4}, {.4, 1}});
        assertThat(PAIR).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(PAIR).isNotEqualTo(Similarities.none());
    }
}
