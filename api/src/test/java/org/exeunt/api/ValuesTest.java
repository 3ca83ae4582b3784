package org.exeunt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.network.LocalTraining;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void exitsCountFromOne() {
        assertThat(new Exit(1).index()).isZero();
        assertThatThrownBy(() -> new Exit(0)).hasMessage("exit 0 must be at least 1: exits count from 1");
    }

    @Test
    void exitSetsAreSortedAndDistinct() {
        ExitSet set = ExitSet.of(3, 1, 3);
        assertThat(set).containsExactly(new Exit(1), new Exit(3));
        assertThat(set.deepest()).isEqualTo(3);
        assertThat(set).isEqualTo(ExitSet.of(1, 3)).hasSameHashCodeAs(ExitSet.of(1, 3));
        assertThat(set.contains(new Exit(2))).isFalse();
        assertThat(set.isEmpty()).isFalse();
        assertThat(set).isNotEqualTo(ExitSet.of(1)).isNotEqualTo(List.of(new Exit(1), new Exit(3)));
    }

    @Test
    void exitSetsGrowAndShrinkAsCopies() {
        ExitSet set = ExitSet.of(2);
        assertThat(set.plus(new Exit(1))).isEqualTo(ExitSet.upTo(2));
        assertThat(set.plus(new Exit(2))).isEqualTo(set);
        assertThat(set.minus(new Exit(2)).isEmpty()).isTrue();
        assertThat(set.union(ExitSet.of(3, 2, 1))).isEqualTo(ExitSet.upTo(3));
        assertThat(ExitSet.upTo(4).where(exit -> exit.number() % 2 == 0)).isEqualTo(ExitSet.of(2, 4));
        assertThat(ExitSet.of(new Exit(2))).isEqualTo(set);
        assertThat(set).isEqualTo(ExitSet.of(2));
        assertThat(ExitSet.upTo(0)).isEqualTo(ExitSet.none());
        assertThat(ExitSet.none().deepest()).isZero();
    }

    @Test
    void exitSetsCopyTheirArgument() {
        List<Exit> exits = new ArrayList<>(List.of(new Exit(1)));
        ExitSet set = ExitSet.of(exits);
        exits.clear();
        assertThat(set.size()).isEqualTo(1);
    }

    @Test
    void bytesAndMacsAddAndAreNotNegative() {
        assertThat(new Bytes(3).plus(new Bytes(4))).isEqualTo(new Bytes(7)).isGreaterThan(Bytes.ZERO);
        assertThat(new Macs(0)).isEqualTo(Macs.ZERO);
        assertThat(new Macs(3).plus(new Macs(4))).isEqualTo(new Macs(7)).isGreaterThan(Macs.ZERO);
        assertThatThrownBy(() -> new Bytes(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Macs(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Bytes(Long.MAX_VALUE).plus(new Bytes(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Macs(Long.MAX_VALUE).plus(new Macs(1))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void roundsAndClientsAreOrdered() {
        assertThat(Round.START.next()).isEqualTo(new Round(1)).isGreaterThan(Round.START);
        assertThat(new ClientId(10)).isGreaterThan(new ClientId(9)).hasToString("10");
        assertThatThrownBy(() -> new Round(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new ClientId(-1)).hasMessageContaining("-1");
    }

    @Test
    void localTrainingRejectsValuesOutOfRange() {
        assertThat(new LocalTraining(2, 8, 0.1, 0.9, 0).withEpochs(5).epochs()).isEqualTo(5);
        assertThat(new LocalTraining(0, 1, 1e-9, 0, 0).epochs())
                .as("the ends of the ranges")
                .isZero();
        assertThatThrownBy(() -> new LocalTraining(-1, 8, 0.1, 0.9, 0)).hasMessageContaining("epochs -1");
        assertThatThrownBy(() -> new LocalTraining(1, 0, 0.1, 0.9, 0)).hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> new LocalTraining(1, 8, 0, 0.9, 0)).hasMessageContaining("learning rate 0.0");
        assertThatThrownBy(() -> new LocalTraining(1, 8, 0.1, 1, 0)).hasMessageContaining("momentum 1.0");
        assertThatThrownBy(() -> new LocalTraining(1, 8, 0.1, 0.9, Double.NaN)).hasMessageContaining("decay NaN");
    }

    @Test
    void errorCodesAreWrittenWithTwoDigits() {
        assertThat(Errors.CONFIG_03.code())
                .isEqualTo(new ErrorCode("", ErrorCategory.CONFIG, 3))
                .hasToString("CONFIG-03");
        for (int number : new int[] {0, 100}) {
            assertThatThrownBy(() -> ErrorCategory.DATA.code("acme", number))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(ErrorCategory.DATA.code("acme", 7)).hasToString("acme:DATA-07");
    }
}
