package org.exeunt.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A hint on the likely cause of a failed check; part of the failure message.
 *
 * <p>Required on every check. The name of a check starts with the rule that it checks, such as {@code s03_} for rule S3
 * of {@code docs/contracts/strategy.md}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AdviceOnFailure.class)
public @interface FailureHint {
    /** Returns the likely cause and, if not obvious, what to do: a clause without a full stop. */
    String value();
}
