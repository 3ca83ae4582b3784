package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class ResNet18EngineContractTest {
    @Nested
    class WithBatchNorm extends Contract {
        @Override
        PluginChoice<Backbone> backbone() {
            return Fixture.resNet18(4);
        }

        @Override
        protected boolean normalisesOverTheBatch() {
            return true;
        }
    }

    @Nested
    class WithGroupNorm extends Contract {
        @Override
        PluginChoice<Backbone> backbone() {
            return Fixture.resNet18WithGroupNorm(4, 2);
        }
    }

    abstract static class Contract extends Dl4jEngineContract {
        abstract PluginChoice<Backbone> backbone();

        @Override
        protected NetworkOptions network() {
            return new NetworkOptions(backbone(), PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
        }

        @Override
        protected InputShape input() {
            return InputShape.image(2, 16, 16);
        }

        /** After a norm, many values are close to the kink of a ReLU at zero; larger steps cross too many kinks. */
        @Override
        protected double gradientStep() {
            return 1e-4;
        }

        /**
         * The engine computes in float32: a loss of a few units has an error of about 1e-6, which is 1e-2 of the slope
         * with this step.
         */
        @Override
        protected double gradientTolerance() {
            return 5e-2;
        }

        /** The engine computes in float32, with sums of several hundred products in 17 layers. */
        @Override
        protected double arithmeticTolerance() {
            return 2e-5;
        }
    }
}
