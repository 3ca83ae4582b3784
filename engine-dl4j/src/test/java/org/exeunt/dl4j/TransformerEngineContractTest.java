package org.exeunt.dl4j;

import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;

class TransformerEngineContractTest extends Dl4jEngineContract {
    private static final int LENGTH = 7;
    private static final int VOCABULARY = 20;

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new Transformer.Provider(), new Transformer.Options(VOCABULARY, 8, 2, 2, 12, 0, true)),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
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
