package org.exeunt.dl4j;

import java.util.Optional;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;

/** Heads that read all positions of a Transformer, not the first alone. */
class TransformerMeanEngineContractTest extends Dl4jEngineContract {
    private static final int LENGTH = 7;
    private static final int VOCABULARY = 20;

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new Transformer.Plugin(), new Transformer.Options(VOCABULARY, 8, 2, 2, 12, 0, true)),
                PluginChoice.of(
                        new LinearHead.Plugin(), new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))));
    }

    @Override
    protected InputShape input() {
        return InputShape.vector(LENGTH);
    }

    @Override
    protected Examples examples(int count) {
        return Tokens.draw(count, LENGTH, VOCABULARY, classes(), Fixture.STREAMS.stream("tokens"));
    }

    /** float32 inside: a loss of size 1 is known to 1e-7, which shows over much smaller steps; larger ones cross more kinks. */
    @Override
    protected double gradientStep() {
        return 2e-3;
    }
}
