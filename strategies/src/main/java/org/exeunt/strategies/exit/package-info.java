/**
 * Rules by which an input leaves early, each a sweep over the settings of one threshold. Every rule looks at the answers of the exits passed so
 * far and at nothing else; that of {@link org.exeunt.strategies.exit.Budgeted} was calibrated on validation examples. Begin with {@link org.exeunt.strategies.exit.Confidence}.
 */
package org.exeunt.strategies.exit;
