package org.exeunt.dl4j;

import java.util.Optional;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class TokenLstmEngineContractTest extends Dl4jEngineContract {
    private static final int LENGTH = 7;

    /** Of its last step alone, a layer that reads both ways has read no more than that step on the way back. */
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new TokenLstm.Plugin(), new TokenLstm.Options(true)),
                PluginChoice.of(
                        new LinearHead.Plugin(), new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))));
    }

    @Override
    protected InputShape input() {
        return InputShape.vector(LENGTH);
    }

    @Override
    protected Examples examples(int count) {
        return Tokens.draw(count, LENGTH, TokenLstm.VOCABULARY, classes(), Fixture.STREAMS.stream("tokens"));
    }

    /** float32 inside: a loss of size 1 is known to 1e-7. */
    @Override
    protected double gradientStep() {
        return 2e-3;
    }
}
