package org.exeunt.dl4j;

import java.util.Optional;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;

/** The engine contract for heads that read all positions of a Transformer instead of the first only. */
class TransformerMeanEngineContractTest extends Dl4jEngineContract {
    private static final int LENGTH = 7;
    private static final int VOCABULARY = 20;

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new Transformer.Provider(), new Transformer.Options(VOCABULARY, 8, 2, 2, 12, 0, true)),
                PluginChoice.of(
                        new LinearHead.Provider(), new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))));
    }

    @Override
    protected InputShape input() {
        return InputShape.vector(LENGTH);
    }

    @Override
    protected Examples examples(int count) {
        return Tokens.draw(count, LENGTH, VOCABULARY, classes(), Fixture.STREAMS.stream("tokens"));
    }

    /**
     * The engine computes in float32: a loss of about 1 has an error of about 1e-7, which affects smaller steps; larger
     * steps cross more kinks.
     */
    @Override
    protected double gradientStep() {
        return 2e-3;
    }
}
