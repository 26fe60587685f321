//! The counts of a flow for whoever collects metrics.

use super::counts::FlowCounts;
use ::metrics::{counter, gauge};

impl FlowCounts {
    /// Tells these counts to the recorder that the program has installed with the crate `metrics`, with the label `flow`: counters
    /// `skep_flow_received_total`, `…_delivered_total`, `…_failed_total`, `…_panicked_total`, `…_spilled_total`, `…_malformed_total`,
    /// `…_abandoned_total`, `…_refused_total` and `…_dropped_total` (with the label `policy`: `newest`, `oldest` or `sample`), and gauges
    /// `skep_flow_waiting`, `skep_flow_handling` and `skep_flow_level`. Without a recorder it does nothing.
    ///
    /// [`Flow::published_as`](crate::flow::Flow::published_as) does it as long as the flow runs.
    pub fn publish(&self, flow: &str) {
        let label = || [("flow", flow.to_owned())];
        let counters = [
            ("skep_flow_received_total", self.received),
            ("skep_flow_delivered_total", self.delivered),
            ("skep_flow_failed_total", self.failed),
            ("skep_flow_panicked_total", self.panicked),
            ("skep_flow_spilled_total", self.spilled),
            ("skep_flow_malformed_total", self.malformed),
            ("skep_flow_abandoned_total", self.abandoned),
        ];
        for (name, count) in counters {
            counter!(name, &label()).absolute(count);
        }
        if let Some(refused) = self.refused {
            counter!("skep_flow_refused_total", &label()).absolute(refused);
        }
        let dropped =
            [("newest", self.dropped_newest), ("oldest", self.dropped_oldest), ("sample", self.sampled_out)];
        for (policy, count) in dropped {
            let labels = [("flow", flow.to_owned()), ("policy", policy.to_owned())];
            counter!("skep_flow_dropped_total", &labels).absolute(count);
        }
        // A gauge is a floating-point number; it is exact up to 2^53.
        #[expect(clippy::cast_precision_loss, reason = "nobody has so many events waiting")]
        for (name, count) in [("skep_flow_waiting", self.waiting), ("skep_flow_handling", self.handling)] {
            gauge!(name, &label()).set(count as f64);
        }
        gauge!("skep_flow_level", &label()).set(f64::from(self.level));
    }
}
