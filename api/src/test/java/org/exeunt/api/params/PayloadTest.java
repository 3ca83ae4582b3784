package org.exeunt.api.params;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.api.params.Layouts.TWO_EXITS;
import static org.exeunt.api.params.Layouts.counting;

import org.exeunt.api.Bytes;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void countsFourBytesPerScalar() {
        Payload payload = Payload.of(counting(TWO_EXITS.backbone()))
                .with("teacher", counting(TWO_EXITS.heads()))
                .with("counts", new float[] {1, 2, 3});
        assertThat(payload.scalars()).isEqualTo(8 + 4 + 3);
        assertThat(payload.bytes()).isEqualTo(new Bytes(60));
        assertThat(Payload.empty().bytes()).isEqualTo(Bytes.ZERO);
    }

    @Test
    void withReturnsACopy() {
        Payload payload = Payload.of(counting(TWO_EXITS.heads()));
        payload.with("more", new float[9]);
        assertThat(payload.scalars()).isEqualTo(4);
        assertThat(payload.with("own", counting(TWO_EXITS.heads())).without("own"))
                .isEqualTo(payload);
        assertThat(Payload.empty().parameters()).isEmpty();
    }

    @Test
    void inMemoryLoadsItsSets() {
        ParameterSet here = counting(TWO_EXITS.heads());
        ParameterSet there = ParameterSet.stored(
                here.blocks(),
                (from, target, offset, count) -> System.arraycopy(here.values(), from, target, offset, count));
        Payload loaded = Payload.of(there)
                .with("more", here)
                .with("counts", new float[] {1})
                .inMemory();
        assertThat(loaded.parameters().orElseThrow().stored()).isEmpty();
        assertThat(loaded).isEqualTo(Payload.of(here).with("more", here).with("counts", new float[] {1}));
        assertThat(loaded.inMemory()).isSameAs(loaded);
    }

    @Test
    void copiesVectorsInAndOut() {
        float[] counts = {1, 2};
        Payload payload = Payload.empty().with("counts", counts);
        counts[0] = 9;
        payload.vector("counts")[1] = 9;
        requireNonNull(payload.vectors().get("counts"))[1] = 9;
        assertThat(payload.vector("counts")).containsExactly(1, 2);
        assertThatThrownBy(() -> payload.parameterSets().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void findsByName() {
        Payload payload = Payload.of(counting(TWO_EXITS.heads())).with("counts", new float[2]);
        assertThat(payload.parameters()).contains(payload.parameters(Payload.PARAMETERS));
        assertThat(payload.has("counts")).isTrue();
        assertThat(payload.has("count")).isFalse();
        assertThatThrownBy(() -> payload.parameters("counts"))
                .hasMessage("no parameters 'counts'; there are [parameters]");
        assertThatThrownBy(() -> payload.vector("parameters")).hasMessage("no vector 'parameters'; there are [counts]");
    }

    @Test
    void equalsByContent() {
        Payload one = Payload.of(counting(TWO_EXITS.heads())).with("counts", new float[] {1});
        Payload same =
                Payload.empty().with("counts", new float[] {1}).with(Payload.PARAMETERS, counting(TWO_EXITS.heads()));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one)
                .isNotEqualTo(one.with("counts", new float[] {2}))
                .isNotEqualTo(one.with("count", new float[] {1}))
                .isNotEqualTo(Payload.empty());
    }
}
