package org.exeunt.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;
import org.junit.jupiter.api.Test;

class MemoryClientStatesTest {
    private final MemoryClientStates states = new MemoryClientStates();
    private final Payload something = Payload.empty().with("a", new float[] {1});

    @Test
    void keepsTheLastStateOfEachClient() {
        states.keep(new ClientId(7), something);
        states.keep(new ClientId(8), something.with("b", new float[] {2}));
        states.keep(new ClientId(8), something);
        assertThat(states.of(new ClientId(7))).isEqualTo(something);
        assertThat(states.of(new ClientId(8))).isEqualTo(something);
        assertThat(states.of(new ClientId(9))).isEqualTo(Payload.empty());
    }

    @Test
    void clientsThatKeepNothingTakeNoRoom() {
        states.keep(new ClientId(1), Payload.empty());
        states.keep(new ClientId(2), something);
        states.keep(new ClientId(2), Payload.empty());
        assertThat(states.size()).isZero();
    }
}
