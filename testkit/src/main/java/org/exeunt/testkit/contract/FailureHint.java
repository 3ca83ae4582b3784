package org.exeunt.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says what to look at when a check of a contract fails; the failure's message says it too.
 *
 * <p>Stands on every check. The check's name begins with the rule it looks at, such as {@code s03_} for rule S3 of
 * {@code docs/contracts/strategy.md}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AdviceOnFailure.class)
public @interface FailureHint {
    /** Returns what is probably wrong, and what to do if that does not go without saying; a clause without a full stop. */
    String value();
}
