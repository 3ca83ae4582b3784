package org.exeunt.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A check of each variant of a plugin, with a hint as that of {@link FailureHint}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("variants")
@ExtendWith(AdviceOnFailure.class)
public @interface EachVariant {
    /** Returns the likely cause of a failure and, if not obvious, what to do: a clause without a full stop. */
    String value();
}
