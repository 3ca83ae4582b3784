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

    /**
     * Uses the mean, because at the last step the backward direction of a bidirectional layer has read that step only.
     */
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new TokenLstm.Provider(), new TokenLstm.Options(true)),
                PluginChoice.of(
                        new LinearHead.Provider(), new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))));
    }

    @Override
    protected InputShape input() {
        return InputShape.vector(LENGTH);
    }

    @Override
    protected Examples examples(int count) {
        return Tokens.draw(count, LENGTH, TokenLstm.VOCABULARY, classes(), Fixture.STREAMS.stream("tokens"));
    }

    /** The engine computes in float32: a loss of about 1 has an error of about 1e-7. */
    @Override
    protected double gradientStep() {
        return 2e-3;
    }
}
