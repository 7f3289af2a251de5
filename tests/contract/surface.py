"""The API's surface as tables: what the document must describe, no more and no less."""

from __future__ import annotations

from typing import Final

CRUD: Final = "list create get update delete"
WEBHOOKS: Final = {
    "webhooks": f"{CRUD} test rotate_secret",
    "webhooks.deliveries": "list get replay",
    "stream": "listen",
}

OPERATIONS: Final[dict[str, dict[str, str]]] = {
    "atlvs": {
        "deals": f"{CRUD} win lose",
        "contacts": CRUD,
        "invoices": f"{CRUD} send pay void",
        "expenses": "list create get update approve reject",
        "vendors": CRUD,
        "assets": f"{CRUD} check_out check_in",
        "users": "list get",
        "projects.budget": "get",
        "analytics.portfolio_health": "get",
        **WEBHOOKS,
    },
    "compvss": {
        "projects": f"{CRUD} change_status",
        "projects.runbook": "get replace",
        "crew": CRUD,
        "assignments": "list create get update cancel check_in",
        "incidents": "list create get update resolve",
        "inventory": f"{CRUD} adjust",
        "time_entries": "list create get update approve",
        **WEBHOOKS,
    },
    "gvteway": {
        "events": f"{CRUD} publish cancel",
        "venues": CRUD,
        "ticket_types": "list create get update",
        "tickets": "list get transfer check_in",
        "orders": "list create get refund",
        "customers": CRUD,
        "checkout_sessions": "create get expire",
        "bundles": "list create get update",
        "memberships": "list create get update",
        **WEBHOOKS,
    },
}
"""Methods by platform and resource."""

SINGLETONS: Final = {
    "projects.budget": "projects/{project_id}/budget",
    "analytics.portfolio_health": "analytics/portfolio_health",
    "projects.runbook": "projects/{project_id}/runbook",
    "stream": "stream",
}
"""Paths of what there is one of."""

BY_HAND: Final = ("", "")
"""A filter that is more than one comparison with one field: no `x-filter` says what it does."""

FILTERS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "atlvs.deals": {
        "status": ("status", "eq"),
        "stage": ("stage", "eq"),
        "owner_id": ("owner.id", "eq"),
        "contact_id": ("contact.id", "eq"),
        "min_value": ("value", "gte"),
    },
    "atlvs.contacts": {
        "email": ("email", "eq"),
        "company": ("company", "eq"),
        "tag": ("tags", "contains"),
    },
    "atlvs.invoices": {
        "status": ("status", "eq"),
        "contact_id": ("contact_id", "eq"),
        "due_before": ("due_date", "lt"),
    },
    "atlvs.expenses": {"status": ("status", "eq"), "project_id": ("project_id", "eq")},
    "atlvs.vendors": {"status": ("status", "eq"), "category": ("category", "eq")},
    "atlvs.assets": {"status": ("status", "eq"), "category": ("category", "eq")},
    "atlvs.users": {"role": ("role", "eq")},
    "compvss.projects": {
        "status": ("status", "eq"),
        "vertical": ("vertical", "eq"),
        "starts_after": ("dates.start", "gt"),
    },
    "compvss.crew": {
        "department": ("department", "eq"),
        "skill": ("skills", "contains"),
        "available_on": BY_HAND,
    },
    "compvss.assignments": {
        "project_id": ("project.id", "eq"),
        "crew_member_id": ("crew_member.id", "eq"),
        "day": BY_HAND,
        "status": ("status", "eq"),
    },
    "compvss.incidents": {
        "status": ("status", "eq"),
        "severity": ("severity", "eq"),
        "project_id": ("project_id", "eq"),
    },
    "compvss.inventory": {"status": ("status", "eq"), "sku": ("sku", "eq")},
    "compvss.time_entries": {
        "project_id": ("project_id", "eq"),
        "crew_member_id": ("crew_member_id", "eq"),
        "status": ("status", "eq"),
    },
    "gvteway.events": {
        "status": ("status", "eq"),
        "genre": ("genre", "eq"),
        "city": ("venue.city", "eq"),
        "starts_after": ("date", "gt"),
        "starts_before": ("date", "lt"),
    },
    "gvteway.venues": {"city": ("city", "eq")},
    "gvteway.ticket_types": {"event_id": ("event_id", "eq")},
    "gvteway.tickets": {
        "event_id": ("event_id", "eq"),
        "order_id": ("order_id", "eq"),
        "status": ("status", "eq"),
    },
    "gvteway.orders": {
        "event_id": ("event.id", "eq"),
        "customer_id": ("customer.id", "eq"),
        "status": ("status", "eq"),
    },
    "gvteway.customers": {"email": ("email", "eq")},
    "gvteway.bundles": {},
    "gvteway.memberships": {},
    **{f"{platform}.webhooks": {} for platform in OPERATIONS},
    **{
        f"{platform}.webhooks.deliveries": {"status": ("status", "eq"), "event": ("event", "eq")}
        for platform in OPERATIONS
    },
}
"""Field and comparison of each list's own filters."""

COMMON_FILTERS: Final = {
    "created_after": ("created_at", "gt"),
    "created_before": ("created_at", "lt"),
    "updated_since": ("updated_at", "gte"),
}
"""Field and comparison of the filters that every list has."""

FIELDS: Final[dict[str, str]] = {
    "Deal": "name value currency stage status probability expected_close_date owner contact "
    "custom_fields lost_reason",
    "Deal.owner": "id name email",
    "Deal.contact": "id name email company",
    "Contact": "first_name last_name name email phone company title address tags source "
    "custom_fields",
    "Contact.address": "line1 line2 city state postal_code country",
    "Invoice": "number status deal_id contact_id line_items subtotal tax total amount_paid "
    "currency issue_date due_date paid_at",
    "Invoice.line_items": "description quantity unit_price amount",
    "Expense": "description amount currency category status submitted_by project_id receipt_url "
    "incurred_on",
    "Vendor": "name category email phone payment_terms rating status",
    "Asset": "name category serial_number status location purchase_price currency "
    "next_maintenance_on checked_out_to",
    "User": "name email role status",
    "ProjectBudget": "project_id currency planned committed actual variance lines as_of",
    "ProjectBudget.lines": "category planned committed actual",
    "PortfolioHealth": "as_of open_deals pipeline_value won_value win_rate overdue_invoices "
    "currency platforms",
    "PortfolioHealth.platforms": "platform score signals",
    "Project": "name client status vertical dates venue budget currency deal_id custom_fields",
    "Project.dates": "start end",
    "Runbook": "project_id version cues created_at updated_at",
    "Runbook.cues": "label start duration_minutes owner notes",
    "CrewMember": "name email phone department skills certifications status day_rate currency "
    "custom_fields",
    "CrewMember.certifications": "name expires_on",
    "Assignment": "project crew_member role department status schedule location",
    "Assignment.project": "id name client dates",
    "Assignment.crew_member": "id name email phone",
    "Assignment.schedule": "start_date end_date call_time rate currency rate_type",
    "Incident": "title description severity status project_id reported_by occurred_at "
    "resolved_at resolution",
    "InventoryItem": "name sku quantity reorder_point unit location status",
    "TimeEntry": "crew_member_id project_id started_at ended_at break_minutes hours status notes",
    "Event": "name description genre status date ends_at venue capacity tickets_sold tags "
    "hero_image_url project_id custom_fields",
    "Event.venue": "id name city",
    "Venue": "name city address capacity timezone",
    "TicketType": "event_id name description price currency inventory sold perks sales_start "
    "sales_end",
    "Ticket": "order_id event_id type price currency seat status holder barcode",
    "Ticket.holder": "id email first_name last_name",
    "Order": "event tickets customer payment status",
    "Order.event": "id name date genre venue",
    "Order.tickets": "id type price seat",
    "Order.customer": "id email first_name last_name",
    "Order.payment": "method last_four currency subtotal fees total",
    "Customer": "email first_name last_name phone marketing_opt_in tags custom_fields",
    "CheckoutSession": "event_id line_items success_url cancel_url status checkout_url "
    "expires_at metadata",
    "CheckoutSession.line_items": "ticket_type_id quantity",
    "Bundle": "event_id name description status price currency items benefits limits metadata",
    "Bundle.items": "type reference_id quantity notes",
    "Bundle.limits": "per_order per_customer",
    "Membership": "name description status tier billing_interval price currency perks "
    "access_rules metadata",
    "Membership.access_rules": "early_access_minutes discount_percent guest_limit",
    "Webhook": "url events description status previous_secret_expires_at",
    "WebhookDelivery": "event event_id status attempt response_status response_time_ms "
    "response_body error next_attempt_at payload",
    "Pagination": "cursor hasMore total",
    "Error.error": "code message details request_id documentation_url",
    "Error.error.details": "field message",
}
"""Fields by resource, and of what they hold."""

ID_PREFIXES: Final = {
    "Deal": "deal_",
    "Contact": "contact_",
    "Invoice": "inv_",
    "Expense": "exp_",
    "Vendor": "vend_",
    "Asset": "asset_",
    "User": "user_",
    "Project": "proj_",
    "CrewMember": "crew_",
    "Assignment": "assign_",
    "Incident": "inc_",
    "InventoryItem": "item_",
    "TimeEntry": "time_",
    "Event": "evt_",
    "Venue": "ven_",
    "TicketType": "tt_",
    "Ticket": "tkt_",
    "Order": "ord_",
    "Customer": "cust_",
    "CheckoutSession": "cs_",
    "Bundle": "bun_",
    "Membership": "mem_",
    "Webhook": "whk_",
    "WebhookDelivery": "del_",
}
"""What the ids of stored resources begin with; these have id, version and both moments."""

ENUMS: Final[dict[str, str]] = {
    "Sort": "created_at -created_at updated_at -updated_at",
    "Deal.stage": "qualification proposal negotiation closed",
    "Deal.status": "open won lost",
    "Invoice.status": "draft sent paid overdue void",
    "Expense.status": "submitted approved rejected reimbursed",
    "Vendor.status": "active inactive",
    "Asset.status": "available checked_out maintenance retired",
    "Project.status": "intake planning build show settlement",
    "CrewMember.status": "active inactive",
    "Assignment.status": "scheduled checked_in completed canceled",
    "Assignment.schedule.rate_type": "hourly daily weekly flat",
    "Incident.severity": "low medium high critical",
    "Incident.status": "open investigating resolved",
    "InventoryItem.status": "in_stock low_stock out_of_stock",
    "TimeEntry.status": "draft submitted approved",
    "Event.status": "draft published on_sale sold_out canceled",
    "Ticket.status": "valid checked_in transferred refunded",
    "Order.status": "pending completed refunded partially_refunded",
    "CheckoutSession.status": "pending completed expired",
    "Bundle.status": "draft active retired",
    "Bundle.items.type": "ticket merch parking add_on",
    "Membership.status": "draft active retired",
    "Membership.billing_interval": "monthly quarterly yearly",
    "Webhook.status": "enabled disabled",
    "WebhookDelivery.status": "pending delivered failed retrying",
}
"""The values of every enumeration that the platforms name."""

EVENTS: Final[dict[str, str]] = {
    "atlvs": "deal.created deal.updated deal.won deal.lost invoice.created invoice.paid "
    "expense.submitted expense.approved asset.created asset.maintenance_due asset.checked_out "
    "compliance.alert certification.expiring",
    "compvss": "project.created project.status_changed crew.assigned crew.checked_in "
    "crew.onboarding_complete incident.created incident.resolved inventory.low_stock "
    "inventory.synced",
    "gvteway": "ticket.purchased ticket.transferred ticket.refunded ticket.escalation "
    "event.created event.published event.sold_out order.completed campaign.started "
    "subscriber.added vip.upgrade vip.concierge_request",
}
"""Webhook events by platform."""

ERRORS: Final = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "CONFLICT",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    500: "SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
"""Codes by status."""
