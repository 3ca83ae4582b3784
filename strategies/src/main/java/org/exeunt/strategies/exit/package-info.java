/**
 * Exit policies decide at which exit inference stops; each provides one rule per value of its threshold. A rule uses
 * only the outputs of the exits evaluated so far; {@link org.exeunt.strategies.exit.Budgeted} and {@link
 * org.exeunt.strategies.exit.RiskControlled} also calibrate their thresholds on validation examples. Start at {@link org.exeunt.strategies.exit.Confidence}.
 */
package org.exeunt.strategies.exit;
