-- A function may name a table that comes after it.
SET LOCAL check_function_bodies = off;

CREATE TYPE uuidrange AS RANGE (
    subtype = uuid,
    multirange_type_name = uuidmultirange
);

CREATE FUNCTION book_entry_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'book_entry is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION event_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'event is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION guanjia_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT statement_timestamp() + coalesce((SELECT by FROM clock_offset), interval '0')
$$;

CREATE TABLE account (
    id uuid NOT NULL,
    username text NOT NULL,
    person_id uuid NOT NULL,
    password_hash text NOT NULL,
    on_duty boolean DEFAULT true NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE account_skill (
    account_id uuid NOT NULL,
    skill text NOT NULL
);

CREATE TABLE approval_level (
    ticket_id uuid NOT NULL,
    round integer NOT NULL,
    "position" integer NOT NULL,
    name text NOT NULL,
    rule jsonb NOT NULL,
    amount_fen bigint NOT NULL
);

CREATE TABLE attachment (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    author_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    digest bytea NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE blob (
    digest bytea NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT blob_is_its_digest CHECK ((sha256(content) = digest))
);

CREATE TABLE book_entry (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    office_id uuid NOT NULL,
    book text NOT NULL,
    row_id uuid NOT NULL,
    kind text NOT NULL,
    amount_fen bigint NOT NULL,
    ticket_id uuid,
    event_seq integer,
    payment_id uuid,
    actor_id uuid,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT book_entry_amount CHECK ((amount_fen <> 0)),
    CONSTRAINT book_entry_book CHECK ((book = ANY (ARRAY['deposit'::text, 'prepayment'::text, 'charge'::text, 'paid'::text]))),
    CONSTRAINT book_entry_kind CHECK ((kind = ANY (ARRAY['receipt'::text, 'charged'::text, 'refund'::text, 'deduction'::text, 'allocation'::text, 'adjustment'::text, 'write_off'::text])))
);

CREATE TABLE building (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE charge (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    room_id uuid,
    item text NOT NULL,
    period text,
    amount_fen bigint NOT NULL,
    balance_fen bigint NOT NULL,
    paid_fen bigint DEFAULT '0'::bigint NOT NULL,
    frozen_fen bigint DEFAULT '0'::bigint NOT NULL,
    refunded_fen bigint DEFAULT '0'::bigint NOT NULL,
    frozen_by uuid,
    due_on date NOT NULL,
    limitation_on date NOT NULL,
    judged_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT charge_adds_up CHECK (((paid_fen >= 0) AND ((balance_fen + paid_fen) <= amount_fen))),
    CONSTRAINT charge_amount CHECK ((amount_fen > 0)),
    CONSTRAINT charge_one_open_slip CHECK (((frozen_fen > 0) = (frozen_by IS NOT NULL))),
    CONSTRAINT charge_period CHECK ((period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text)),
    CONSTRAINT charge_within_amount CHECK (((balance_fen >= 0) AND (balance_fen <= amount_fen))),
    CONSTRAINT charge_within_paid CHECK (((frozen_fen >= 0) AND (refunded_fen >= 0) AND ((frozen_fen + refunded_fen) <= paid_fen)))
);

CREATE TABLE clock (
    ticket_id uuid NOT NULL,
    name text NOT NULL,
    span jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    stopped_at timestamp with time zone,
    breached_at timestamp with time zone,
    pauses jsonb DEFAULT '[]'::jsonb NOT NULL
);

CREATE TABLE clock_offset (
    single boolean DEFAULT true NOT NULL,
    by interval NOT NULL,
    CONSTRAINT clock_offset_single_check CHECK (single)
);

CREATE TABLE comment (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    author_id uuid NOT NULL,
    audience text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT comment_audience CHECK ((audience = ANY (ARRAY['internal'::text, 'customer'::text])))
);

CREATE TABLE complaint (
    ticket_id uuid NOT NULL,
    category text,
    severity text,
    channel text,
    text text,
    team text,
    cause text,
    plan text,
    finish_on date,
    compensation_fen bigint,
    result text,
    files jsonb,
    root_cause text,
    prevention text,
    no_answer boolean,
    resolved_at timestamp with time zone,
    visit_planned boolean,
    reopened bigint,
    escalation_level bigint,
    last_escalated_at timestamp with time zone
);

CREATE TABLE customer (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    phone text,
    person_id uuid,
    hardship boolean DEFAULT false NOT NULL,
    special boolean DEFAULT false NOT NULL,
    no_visits_until timestamp with time zone,
    channels text[] DEFAULT ARRAY['sms'::text, 'call'::text, 'message'::text, 'door'::text, 'post'::text, 'hand'::text, 'email'::text] NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customer_channels CHECK ((channels <@ ARRAY['sms'::text, 'call'::text, 'message'::text, 'door'::text, 'post'::text, 'hand'::text, 'email'::text])),
    CONSTRAINT customer_kind CHECK ((kind = ANY (ARRAY['owner'::text, 'tenant'::text, 'resident'::text, 'buyer'::text, 'developer'::text, 'company'::text, 'other'::text]))),
    CONSTRAINT customer_named CHECK (((name <> ''::text) AND (code <> ''::text)))
);

CREATE TABLE deposit (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid,
    customer_id uuid NOT NULL,
    kind text NOT NULL,
    amount_fen bigint NOT NULL,
    balance_fen bigint NOT NULL,
    frozen_fen bigint DEFAULT '0'::bigint NOT NULL,
    frozen_by uuid,
    status text DEFAULT 'received'::text NOT NULL,
    received_by uuid NOT NULL,
    received_by_person uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    audited_by uuid,
    audited_by_person uuid,
    audited_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT deposit_amount CHECK ((amount_fen > 0)),
    CONSTRAINT deposit_audited_by_somebody CHECK ((num_nonnulls(audited_by, audited_by_person, audited_at) = ANY (ARRAY[0, 3]))),
    CONSTRAINT deposit_auditor_not_receiver CHECK ((audited_by_person <> received_by_person)),
    CONSTRAINT deposit_frozen_when_audited CHECK (((frozen_fen = 0) OR (status = ANY (ARRAY['audited'::text, 'part_refunded'::text])))),
    CONSTRAINT deposit_kind CHECK ((kind = ANY (ARRAY['renovation'::text, 'rent'::text, 'card'::text, 'other'::text]))),
    CONSTRAINT deposit_one_open_slip CHECK (((frozen_fen > 0) = (frozen_by IS NOT NULL))),
    CONSTRAINT deposit_status CHECK ((status = ANY (ARRAY['received'::text, 'audited'::text, 'refunded'::text, 'part_refunded'::text, 'forfeited'::text]))),
    CONSTRAINT deposit_status_needs_audit CHECK (((status = 'received'::text) = (audited_by IS NULL))),
    CONSTRAINT deposit_within_balance CHECK (((0 <= frozen_fen) AND (frozen_fen <= balance_fen) AND (balance_fen <= amount_fen)))
);

CREATE TABLE desk_change (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    desks jsonb NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    asked_by uuid NOT NULL,
    asked_by_person uuid NOT NULL,
    asked_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    confirmed_by uuid,
    confirmed_by_person uuid,
    confirmed_at timestamp with time zone,
    CONSTRAINT desk_change_confirmed CHECK (((status = 'applied'::text) = (confirmed_by IS NOT NULL))),
    CONSTRAINT desk_change_confirmed_by_somebody CHECK (((confirmed_by IS NULL) = (confirmed_by_person IS NULL))),
    CONSTRAINT desk_change_status CHECK ((status = ANY (ARRAY['pending'::text, 'applied'::text, 'replaced'::text]))),
    CONSTRAINT desk_change_two_persons CHECK ((confirmed_by_person <> asked_by_person))
);

CREATE TABLE desk_holding (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    office_id uuid NOT NULL,
    desk text NOT NULL,
    since timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    until timestamp with time zone,
    CONSTRAINT desk_holding_desk CHECK ((desk = ANY (ARRAY['clerk'::text, 'dispatcher'::text, 'tech'::text, 'engineering_lead'::text, 'guard'::text, 'visitor'::text, 'supervisor'::text, 'pm'::text, 'finance'::text, 'cashier'::text, 'legal'::text, 'city'::text, 'hq'::text, 'auditor'::text, 'admin'::text]))),
    CONSTRAINT desk_holding_in_order CHECK ((until >= since))
);

CREATE TABLE dunning (
    ticket_id uuid NOT NULL,
    customer uuid,
    measure text,
    charges jsonb,
    debt_fen bigint,
    balance_fen bigint,
    limitations jsonb,
    reason text,
    skip_reason text,
    pay_by date,
    channel text,
    failed_channels jsonb,
    reference text,
    proof jsonb,
    delivered_at timestamp with time zone,
    pay_until timestamp with time zone,
    promised_on date,
    promised_until timestamp with time zone,
    promised_fen bigint,
    promised_of_fen bigint,
    dispute text,
    dispute_reason text,
    next_measure text,
    file_no text,
    judged_on date,
    judged_fen bigint,
    write_off_ground text,
    write_off_proof jsonb
);

CREATE TABLE event (
    ticket_id uuid NOT NULL,
    seq integer NOT NULL,
    trigger text NOT NULL,
    source text,
    dest text NOT NULL,
    actor_id uuid,
    actor_person uuid,
    on_behalf_of text,
    at timestamp with time zone NOT NULL,
    form jsonb NOT NULL,
    changes jsonb NOT NULL,
    rules text NOT NULL,
    content_hash bytea,
    prev_hash bytea,
    hash bytea NOT NULL,
    xid text DEFAULT (pg_current_xact_id())::text NOT NULL,
    CONSTRAINT event_hash CHECK ((octet_length(hash) = 32)),
    CONSTRAINT event_opening CHECK (((seq = 1) = (source IS NULL))),
    CONSTRAINT event_seq CHECK ((seq > 0))
);

CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    key text NOT NULL,
    path text NOT NULL,
    body_digest bytea NOT NULL,
    status integer NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE inbox (
    id uuid NOT NULL,
    source text NOT NULL,
    external_id text NOT NULL,
    type text NOT NULL,
    raw bytea NOT NULL,
    received_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    applied_at timestamp with time zone,
    outcome text
);

CREATE TABLE incident (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    office_id uuid,
    ticket_id uuid,
    inbox_id uuid,
    outbox_id uuid,
    effect_key text,
    detail text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    closed_at timestamp with time zone,
    closed_by uuid,
    note text
);

CREATE TABLE instruction (
    refund_no text NOT NULL,
    ticket_id uuid NOT NULL,
    try integer NOT NULL,
    amount_fen bigint NOT NULL,
    payee jsonb NOT NULL,
    route text NOT NULL,
    status text NOT NULL,
    provider_ref text,
    made_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT instruction_amount CHECK ((amount_fen > 0)),
    CONSTRAINT instruction_status CHECK ((status = ANY (ARRAY['made'::text, 'sent'::text, 'unknown'::text, 'succeeded'::text, 'failed'::text, 'void'::text])))
);

CREATE TABLE ledger (
    effect_key text NOT NULL,
    outbox_id uuid NOT NULL,
    outcome text NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE limitation_event (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    charge_id uuid NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    ticket_id uuid,
    CONSTRAINT limitation_event_kind CHECK ((kind = ANY (ARRAY['demand'::text, 'promise'::text, 'payment'::text, 'judgment'::text])))
);

CREATE TABLE login_attempt (
    id uuid NOT NULL,
    who bytea NOT NULL,
    source bytea NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    succeeded boolean DEFAULT false NOT NULL,
    CONSTRAINT login_attempt_digests CHECK (((octet_length(who) = 32) AND (octet_length(source) = 32)))
);

CREATE TABLE message (
    id uuid NOT NULL,
    ticket_id uuid,
    customer_id uuid NOT NULL,
    template text NOT NULL,
    params jsonb NOT NULL,
    status text NOT NULL,
    effect_key text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT message_status CHECK ((status = ANY (ARRAY['made'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'unknown'::text])))
);

CREATE TABLE notice (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    ticket_id uuid,
    desk text,
    template text NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    read_at timestamp with time zone
);

CREATE TABLE occupancy (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    nature text NOT NULL,
    since date NOT NULL,
    until date,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT occupancy_in_order CHECK ((until > since)),
    CONSTRAINT occupancy_nature CHECK ((nature = ANY (ARRAY['owner'::text, 'tenant'::text, 'resident'::text])))
);

CREATE TABLE office (
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text DEFAULT 'office'::text NOT NULL,
    parent_id uuid,
    zone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    number_sequence text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT office_kind CHECK ((kind = ANY (ARRAY['office'::text, 'project'::text, 'company'::text]))),
    CONSTRAINT office_not_its_parent CHECK ((parent_id <> id)),
    CONSTRAINT office_sequence_name CHECK ((number_sequence ~ '^[a-z0-9_]{1,63}$'::text))
);

CREATE TABLE outbox (
    id uuid NOT NULL,
    ticket_id uuid,
    office_id uuid,
    seq integer DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    effect_key text NOT NULL,
    payload jsonb NOT NULL,
    status text DEFAULT 'ready'::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    drive integer DEFAULT 0 NOT NULL,
    batch uuid,
    lease_until timestamp with time zone,
    owner text,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT outbox_attempts CHECK ((attempts >= 0)),
    CONSTRAINT outbox_status CHECK ((status = ANY (ARRAY['ready'::text, 'queued'::text, 'running'::text, 'done'::text, 'dead'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.02', fillfactor='70');

CREATE TABLE payment (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    payment_no text NOT NULL,
    customer_id uuid,
    ticket_id uuid,
    amount_fen bigint NOT NULL,
    method text NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    received_by uuid,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT payment_amount CHECK ((amount_fen > 0)),
    CONSTRAINT payment_has_payer CHECK (((customer_id IS NOT NULL) OR (ticket_id IS NOT NULL))),
    CONSTRAINT payment_method CHECK ((method = ANY (ARRAY['cash'::text, 'wechat'::text, 'alipay'::text, 'transfer'::text, 'card'::text])))
);

CREATE TABLE payment_allocation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    payment_id uuid NOT NULL,
    charge_id uuid,
    prepayment_id uuid,
    ticket_id uuid,
    amount_fen bigint NOT NULL,
    CONSTRAINT payment_allocation_amount CHECK ((amount_fen > 0)),
    CONSTRAINT payment_allocation_one_target CHECK ((num_nonnulls(charge_id, prepayment_id, ticket_id) = 1))
);

CREATE TABLE person (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE policy (
    id uuid NOT NULL,
    workflow text NOT NULL,
    office_id uuid,
    version integer NOT NULL,
    body jsonb NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE prepayment (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    balance_fen bigint NOT NULL,
    frozen_fen bigint DEFAULT '0'::bigint NOT NULL,
    frozen_by uuid,
    method text NOT NULL,
    received_by uuid,
    received_by_person uuid,
    received_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT prepayment_amount CHECK ((amount_fen > 0)),
    CONSTRAINT prepayment_method CHECK ((method = ANY (ARRAY['cash'::text, 'wechat'::text, 'alipay'::text, 'transfer'::text, 'card'::text]))),
    CONSTRAINT prepayment_one_open_slip CHECK (((frozen_fen > 0) = (frozen_by IS NOT NULL))),
    CONSTRAINT prepayment_within_balance CHECK (((0 <= frozen_fen) AND (frozen_fen <= balance_fen) AND (balance_fen <= amount_fen)))
);

CREATE TABLE refund (
    ticket_id uuid NOT NULL,
    deposit uuid,
    prepayment uuid,
    charge uuid,
    amount_fen bigint,
    deduction_fen bigint,
    payee jsonb,
    reason text,
    receipt text,
    proxy jsonb,
    inspected boolean,
    refund_no text,
    provider_ref text,
    try bigint
);

CREATE TABLE refusal (
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    account_id uuid,
    office_id uuid,
    ticket_id uuid,
    workflow text NOT NULL,
    place text NOT NULL,
    rule text NOT NULL,
    measure text NOT NULL
);

CREATE TABLE repair (
    ticket_id uuid NOT NULL,
    category text,
    urgency text,
    place text,
    text text,
    appointment_at timestamp with time zone,
    raised_by text,
    in_warranty boolean,
    contact text,
    eta_at timestamp with time zone,
    last_tech uuid,
    timeouts bigint,
    refusals bigint,
    lines jsonb,
    discount_fen bigint,
    quote_sum_fen bigint,
    quote_fen bigint,
    quote_accepted boolean,
    signature jsonb,
    suspended_from text,
    suspended_for text,
    until timestamp with time zone,
    hours text,
    parts jsonb,
    photos_before jsonb,
    photos_after jsonb,
    completed_at timestamp with time zone,
    unconfirmed boolean,
    rating bigint,
    reworked bigint,
    method text,
    reference text,
    visiting_at timestamp with time zone,
    visit_planned boolean
);

CREATE TABLE room (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    building_id uuid NOT NULL,
    code text NOT NULL,
    floor integer NOT NULL,
    gross_area integer,
    usable_area integer,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT room_gross_area CHECK ((gross_area > 0)),
    CONSTRAINT room_usable_area CHECK ((usable_area > 0))
);

CREATE TABLE ticket (
    id uuid NOT NULL,
    number text NOT NULL,
    office_id uuid NOT NULL,
    workflow text NOT NULL,
    workflow_version integer NOT NULL,
    policy_id uuid NOT NULL,
    state text NOT NULL,
    resolution text,
    version integer NOT NULL,
    round integer DEFAULT 0 NOT NULL,
    head_hash bytea NOT NULL,
    subject text NOT NULL,
    description text,
    room_id uuid,
    customer_id uuid,
    submitter_id uuid,
    assignee_id uuid,
    urgency text,
    external_ref text,
    source_due_at timestamp with time zone,
    due_at timestamp with time zone,
    parent_id uuid,
    parent_round integer,
    bigrams text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT ticket_head_hash CHECK ((octet_length(head_hash) = 32))
)
WITH (fillfactor='80');

CREATE TABLE timer (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    taken_until timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT timer_status CHECK ((status = ANY (ARRAY['armed'::text, 'fired'::text, 'cancelled'::text])))
);

CREATE TABLE token (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT token_digest_sha256 CHECK ((octet_length(digest) = 32))
);

CREATE TABLE visit (
    ticket_id uuid NOT NULL,
    parent uuid,
    due_at timestamp with time zone,
    questions jsonb,
    attempts jsonb,
    channel text,
    score bigint,
    answers jsonb,
    reason text
);

CREATE TABLE watcher (
    ticket_id uuid NOT NULL,
    account_id uuid NOT NULL,
    added_by uuid NOT NULL,
    at timestamp with time zone DEFAULT guanjia_now() NOT NULL
);

CREATE TABLE work_item (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    office_id uuid NOT NULL,
    state text NOT NULL,
    kind text NOT NULL,
    round integer NOT NULL,
    level integer,
    level_name text,
    seat integer,
    desk text,
    holder_id uuid,
    owner_item uuid,
    status text NOT NULL,
    content_hash bytea,
    due_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    decision text,
    decided_by uuid,
    decided_by_person uuid,
    on_behalf_of uuid,
    CONSTRAINT work_item_claimed_by_one CHECK (((status <> 'claimed'::text) OR (holder_id IS NOT NULL))),
    CONSTRAINT work_item_ended CHECK (((ended_at IS NULL) = (status = ANY (ARRAY['open'::text, 'claimed'::text])))),
    CONSTRAINT work_item_is_somebodys CHECK (((desk IS NOT NULL) OR (holder_id IS NOT NULL))),
    CONSTRAINT work_item_kind CHECK ((kind = ANY (ARRAY['task'::text, 'vote'::text, 'opinion'::text]))),
    CONSTRAINT work_item_status CHECK ((status = ANY (ARRAY['open'::text, 'claimed'::text, 'done'::text, 'cancelled'::text, 'not_needed'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY account
    ADD CONSTRAINT account_of_person UNIQUE (id, person_id);

ALTER TABLE ONLY building
    ADD CONSTRAINT building_code UNIQUE (office_id, code);

ALTER TABLE ONLY building
    ADD CONSTRAINT building_of_office UNIQUE (id, office_id);

ALTER TABLE ONLY clock_offset
    ADD CONSTRAINT clock_offset_pkey PRIMARY KEY (single);

ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_code UNIQUE (office_id, code);

ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_of_office UNIQUE (id, office_id);

ALTER TABLE ONLY inbox
    ADD CONSTRAINT inbox_once UNIQUE (source, external_id);

ALTER TABLE ONLY instruction
    ADD CONSTRAINT instruction_try UNIQUE (ticket_id, try);

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT occupancy_one_owner EXCLUDE USING gist (uuidrange(room_id, room_id, '[]'::text) WITH &&, daterange(since, until) WITH &&) WHERE ((nature = 'owner'::text));

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT occupancy_one_resident EXCLUDE USING gist (uuidrange(room_id, room_id, '[]'::text) WITH &&, daterange(since, until) WITH &&) WHERE ((nature = 'resident'::text));

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT occupancy_one_tenant EXCLUDE USING gist (uuidrange(room_id, room_id, '[]'::text) WITH &&, daterange(since, until) WITH &&) WHERE ((nature = 'tenant'::text));

ALTER TABLE ONLY account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);

ALTER TABLE ONLY account_skill
    ADD CONSTRAINT pk_account_skill PRIMARY KEY (account_id, skill);

ALTER TABLE ONLY approval_level
    ADD CONSTRAINT pk_approval_level PRIMARY KEY (ticket_id, round, "position");

ALTER TABLE ONLY attachment
    ADD CONSTRAINT pk_attachment PRIMARY KEY (id);

ALTER TABLE ONLY blob
    ADD CONSTRAINT pk_blob PRIMARY KEY (digest);

ALTER TABLE ONLY book_entry
    ADD CONSTRAINT pk_book_entry PRIMARY KEY (id);

ALTER TABLE ONLY building
    ADD CONSTRAINT pk_building PRIMARY KEY (id);

ALTER TABLE ONLY charge
    ADD CONSTRAINT pk_charge PRIMARY KEY (id);

ALTER TABLE ONLY clock
    ADD CONSTRAINT pk_clock PRIMARY KEY (ticket_id, name);

ALTER TABLE ONLY comment
    ADD CONSTRAINT pk_comment PRIMARY KEY (id);

ALTER TABLE ONLY complaint
    ADD CONSTRAINT pk_complaint PRIMARY KEY (ticket_id);

ALTER TABLE ONLY customer
    ADD CONSTRAINT pk_customer PRIMARY KEY (id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT pk_deposit PRIMARY KEY (id);

ALTER TABLE ONLY desk_change
    ADD CONSTRAINT pk_desk_change PRIMARY KEY (id);

ALTER TABLE ONLY desk_holding
    ADD CONSTRAINT pk_desk_holding PRIMARY KEY (id);

ALTER TABLE ONLY dunning
    ADD CONSTRAINT pk_dunning PRIMARY KEY (ticket_id);

ALTER TABLE ONLY event
    ADD CONSTRAINT pk_event PRIMARY KEY (ticket_id, seq);

ALTER TABLE ONLY idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (account_id, key);

ALTER TABLE ONLY inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT pk_incident PRIMARY KEY (id);

ALTER TABLE ONLY instruction
    ADD CONSTRAINT pk_instruction PRIMARY KEY (refund_no);

ALTER TABLE ONLY ledger
    ADD CONSTRAINT pk_ledger PRIMARY KEY (effect_key);

ALTER TABLE ONLY limitation_event
    ADD CONSTRAINT pk_limitation_event PRIMARY KEY (id);

ALTER TABLE ONLY login_attempt
    ADD CONSTRAINT pk_login_attempt PRIMARY KEY (id);

ALTER TABLE ONLY message
    ADD CONSTRAINT pk_message PRIMARY KEY (id);

ALTER TABLE ONLY notice
    ADD CONSTRAINT pk_notice PRIMARY KEY (id);

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT pk_occupancy PRIMARY KEY (id);

ALTER TABLE ONLY office
    ADD CONSTRAINT pk_office PRIMARY KEY (id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);

ALTER TABLE ONLY payment
    ADD CONSTRAINT pk_payment PRIMARY KEY (id);

ALTER TABLE ONLY payment_allocation
    ADD CONSTRAINT pk_payment_allocation PRIMARY KEY (id);

ALTER TABLE ONLY person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);

ALTER TABLE ONLY policy
    ADD CONSTRAINT pk_policy PRIMARY KEY (id);

ALTER TABLE ONLY prepayment
    ADD CONSTRAINT pk_prepayment PRIMARY KEY (id);

ALTER TABLE ONLY refund
    ADD CONSTRAINT pk_refund PRIMARY KEY (ticket_id);

ALTER TABLE ONLY refusal
    ADD CONSTRAINT pk_refusal PRIMARY KEY (id);

ALTER TABLE ONLY repair
    ADD CONSTRAINT pk_repair PRIMARY KEY (ticket_id);

ALTER TABLE ONLY room
    ADD CONSTRAINT pk_room PRIMARY KEY (id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT pk_ticket PRIMARY KEY (id);

ALTER TABLE ONLY timer
    ADD CONSTRAINT pk_timer PRIMARY KEY (id);

ALTER TABLE ONLY token
    ADD CONSTRAINT pk_token PRIMARY KEY (id);

ALTER TABLE ONLY visit
    ADD CONSTRAINT pk_visit PRIMARY KEY (ticket_id);

ALTER TABLE ONLY watcher
    ADD CONSTRAINT pk_watcher PRIMARY KEY (ticket_id, account_id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT pk_work_item PRIMARY KEY (id);

ALTER TABLE ONLY room
    ADD CONSTRAINT room_code UNIQUE (office_id, code);

ALTER TABLE ONLY room
    ADD CONSTRAINT room_of_office UNIQUE (id, office_id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT ticket_external_ref UNIQUE (office_id, external_ref);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT ticket_of_office UNIQUE (id, office_id);

ALTER TABLE ONLY account
    ADD CONSTRAINT uq_account_username UNIQUE (username);

ALTER TABLE ONLY incident
    ADD CONSTRAINT uq_incident_effect_key UNIQUE (effect_key);

ALTER TABLE ONLY ledger
    ADD CONSTRAINT uq_ledger_outbox_id UNIQUE (outbox_id);

ALTER TABLE ONLY message
    ADD CONSTRAINT uq_message_effect_key UNIQUE (effect_key);

ALTER TABLE ONLY office
    ADD CONSTRAINT uq_office_code UNIQUE (code);

ALTER TABLE ONLY office
    ADD CONSTRAINT uq_office_number_sequence UNIQUE (number_sequence);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT uq_outbox_effect_key UNIQUE (effect_key);

ALTER TABLE ONLY payment
    ADD CONSTRAINT uq_payment_payment_no UNIQUE (payment_no);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT uq_ticket_number UNIQUE (number);

ALTER TABLE ONLY token
    ADD CONSTRAINT uq_token_digest UNIQUE (digest);

CREATE INDEX attachment_of_ticket ON attachment USING btree (ticket_id, id);

CREATE INDEX book_entry_of_row ON book_entry USING btree (row_id, book);

CREATE UNIQUE INDEX book_entry_once ON book_entry USING btree (ticket_id, book, row_id, kind, event_seq);

CREATE INDEX charge_of_customer ON charge USING btree (customer_id, id);

CREATE INDEX charge_of_office ON charge USING btree (office_id, id);

CREATE INDEX charge_of_room ON charge USING btree (room_id, id);

CREATE INDEX charge_owed ON charge USING btree (customer_id, due_on, id) WHERE (balance_fen > 0);

CREATE INDEX comment_of_ticket ON comment USING btree (ticket_id, id);

CREATE INDEX deposit_of_customer ON deposit USING btree (customer_id, id);

CREATE INDEX deposit_of_office ON deposit USING btree (office_id, id);

CREATE UNIQUE INDEX desk_change_one_pending ON desk_change USING btree (account_id) WHERE (status = 'pending'::text);

CREATE INDEX desk_holding_holders ON desk_holding USING btree (office_id, desk) WHERE (until IS NULL);

CREATE UNIQUE INDEX desk_holding_once ON desk_holding USING btree (account_id, office_id, desk) WHERE (until IS NULL);

CREATE INDEX dunning_of_customer ON dunning USING btree (customer);

CREATE INDEX idempotency_age ON idempotency USING btree (created_at);

CREATE INDEX inbox_unmatched ON inbox USING btree (received_at, id) WHERE (outcome = 'unmatched'::text);

CREATE INDEX incident_open ON incident USING btree (created_at, id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX instruction_one_alive ON instruction USING btree (ticket_id) WHERE (status <> ALL (ARRAY['failed'::text, 'void'::text]));

CREATE INDEX ix_account_person_id ON account USING btree (person_id);

CREATE INDEX ix_book_entry_payment_id ON book_entry USING btree (payment_id);

CREATE INDEX ix_charge_frozen_by ON charge USING btree (frozen_by);

CREATE INDEX ix_customer_person_id ON customer USING btree (person_id);

CREATE INDEX ix_customer_phone ON customer USING btree (phone);

CREATE INDEX ix_deposit_frozen_by ON deposit USING btree (frozen_by);

CREATE INDEX ix_limitation_event_ticket_id ON limitation_event USING btree (ticket_id);

CREATE INDEX ix_office_parent_id ON office USING btree (parent_id);

CREATE INDEX ix_payment_allocation_charge_id ON payment_allocation USING btree (charge_id);

CREATE INDEX ix_payment_allocation_prepayment_id ON payment_allocation USING btree (prepayment_id);

CREATE INDEX ix_payment_allocation_ticket_id ON payment_allocation USING btree (ticket_id);

CREATE INDEX ix_payment_ticket_id ON payment USING btree (ticket_id);

CREATE INDEX ix_prepayment_frozen_by ON prepayment USING btree (frozen_by);

CREATE INDEX ix_room_building_id ON room USING btree (building_id);

CREATE INDEX ix_token_account_id ON token USING btree (account_id);

CREATE UNIQUE INDEX limitation_event_once ON limitation_event USING btree (charge_id, kind, at, ticket_id);

CREATE INDEX login_attempt_age ON login_attempt USING btree (at);

CREATE INDEX login_attempt_source ON login_attempt USING btree (source, at) WHERE (NOT succeeded);

CREATE INDEX login_attempt_who ON login_attempt USING btree (who, at) WHERE (NOT succeeded);

CREATE INDEX message_of_ticket ON message USING btree (ticket_id);

CREATE INDEX notice_of_account ON notice USING btree (account_id, id);

CREATE INDEX notice_of_ticket ON notice USING btree (ticket_id);

CREATE INDEX notice_unread ON notice USING btree (account_id, id) WHERE (read_at IS NULL);

CREATE INDEX occupancy_of_customer ON occupancy USING btree (customer_id, since);

CREATE INDEX occupancy_of_room ON occupancy USING btree (room_id, since);

CREATE INDEX outbox_batch ON outbox USING btree (batch) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX outbox_dead ON outbox USING btree (created_at, id) WHERE (status = 'dead'::text);

CREATE INDEX outbox_lease ON outbox USING btree (lease_until) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX outbox_ready ON outbox USING btree (due_at, id) WHERE (status = 'ready'::text);

CREATE INDEX outbox_unfinished ON outbox USING btree (ticket_id, seq) WHERE (status <> 'done'::text);

CREATE UNIQUE INDEX payment_allocation_once ON payment_allocation USING btree (payment_id, charge_id);

CREATE INDEX payment_of_customer ON payment USING btree (customer_id, id);

CREATE INDEX payment_of_office ON payment USING btree (office_id, id);

CREATE UNIQUE INDEX policy_version ON policy USING btree (workflow, office_id, version) NULLS NOT DISTINCT;

CREATE INDEX prepayment_of_customer ON prepayment USING btree (customer_id, id);

CREATE INDEX prepayment_of_office ON prepayment USING btree (office_id, id);

CREATE INDEX refund_of_charge ON refund USING btree (charge);

CREATE INDEX refund_of_deposit ON refund USING btree (deposit);

CREATE INDEX refund_of_prepayment ON refund USING btree (prepayment);

CREATE INDEX refund_to_account ON refund USING btree (((payee ->> 'account'::text)));

CREATE INDEX refusal_order ON refusal USING btree (id);

CREATE INDEX ticket_assignee ON ticket USING btree (assignee_id, id);

CREATE INDEX ticket_bigrams ON ticket USING gin (bigrams);

CREATE INDEX ticket_children ON ticket USING btree (parent_id);

CREATE INDEX ticket_crawl ON ticket USING btree (office_id, id);

CREATE INDEX ticket_in_state ON ticket USING btree (office_id, workflow, state, id);

CREATE INDEX ticket_of_customer ON ticket USING btree (customer_id, id);

CREATE INDEX ticket_of_room ON ticket USING btree (room_id, id);

CREATE INDEX ticket_open_due ON ticket USING btree (office_id, due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX ticket_started ON ticket USING btree (submitter_id, due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX ticket_updated ON ticket USING btree (office_id, updated_at, id);

CREATE INDEX timer_due ON timer USING btree (due_at) WHERE (status = 'armed'::text);

CREATE UNIQUE INDEX timer_one_armed ON timer USING btree (ticket_id, kind) WHERE (status = 'armed'::text);

CREATE INDEX token_expiry ON token USING btree (expires_at);

CREATE UNIQUE INDEX visit_once_a_round ON ticket USING btree (parent_id, parent_round) WHERE ((workflow = 'visit'::text) AND (closed_at IS NULL));

CREATE INDEX watcher_of ON watcher USING btree (account_id, ticket_id);

CREATE INDEX work_item_done ON work_item USING btree (decided_by, ended_at, id) WHERE (status = 'done'::text);

CREATE INDEX work_item_mine ON work_item USING btree (holder_id, due_at, id) WHERE (status = ANY (ARRAY['open'::text, 'claimed'::text]));

CREATE INDEX work_item_of_ticket ON work_item USING btree (ticket_id);

CREATE UNIQUE INDEX work_item_one_seat_a_person ON work_item USING btree (ticket_id, round, decided_by_person) WHERE ((kind = 'vote'::text) AND (status = 'done'::text));

CREATE UNIQUE INDEX work_item_one_vote ON work_item USING btree (ticket_id, round, level, seat) WHERE ((kind = 'vote'::text) AND (status = ANY (ARRAY['open'::text, 'claimed'::text, 'done'::text])));

CREATE INDEX work_item_pool ON work_item USING btree (office_id, desk, due_at, id) WHERE ((status = ANY (ARRAY['open'::text, 'claimed'::text])) AND (holder_id IS NULL));

CREATE TRIGGER book_entry_append_only BEFORE DELETE OR UPDATE ON book_entry FOR EACH ROW EXECUTE FUNCTION book_entry_is_append_only();

CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON event FOR EACH ROW EXECUTE FUNCTION event_is_append_only();

ALTER TABLE ONLY charge
    ADD CONSTRAINT charge_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY charge
    ADD CONSTRAINT charge_room_same_office FOREIGN KEY (room_id, office_id) REFERENCES room(id, office_id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT deposit_auditor FOREIGN KEY (audited_by, audited_by_person) REFERENCES account(id, person_id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT deposit_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT deposit_receiver FOREIGN KEY (received_by, received_by_person) REFERENCES account(id, person_id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT deposit_room_same_office FOREIGN KEY (room_id, office_id) REFERENCES room(id, office_id);

ALTER TABLE ONLY account
    ADD CONSTRAINT fk_account_person_id FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE ONLY account_skill
    ADD CONSTRAINT fk_account_skill_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY approval_level
    ADD CONSTRAINT fk_approval_level_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY attachment
    ADD CONSTRAINT fk_attachment_author_id FOREIGN KEY (author_id) REFERENCES account(id);

ALTER TABLE ONLY attachment
    ADD CONSTRAINT fk_attachment_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY book_entry
    ADD CONSTRAINT fk_book_entry_actor_id FOREIGN KEY (actor_id) REFERENCES account(id);

ALTER TABLE ONLY book_entry
    ADD CONSTRAINT fk_book_entry_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY book_entry
    ADD CONSTRAINT fk_book_entry_payment_id FOREIGN KEY (payment_id) REFERENCES payment(id);

ALTER TABLE ONLY book_entry
    ADD CONSTRAINT fk_book_entry_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY building
    ADD CONSTRAINT fk_building_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY charge
    ADD CONSTRAINT fk_charge_created_by FOREIGN KEY (created_by) REFERENCES account(id);

ALTER TABLE ONLY charge
    ADD CONSTRAINT fk_charge_frozen_by FOREIGN KEY (frozen_by) REFERENCES ticket(id);

ALTER TABLE ONLY charge
    ADD CONSTRAINT fk_charge_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY clock
    ADD CONSTRAINT fk_clock_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY comment
    ADD CONSTRAINT fk_comment_author_id FOREIGN KEY (author_id) REFERENCES account(id);

ALTER TABLE ONLY comment
    ADD CONSTRAINT fk_comment_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY complaint
    ADD CONSTRAINT fk_complaint_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY customer
    ADD CONSTRAINT fk_customer_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY customer
    ADD CONSTRAINT fk_customer_person_id FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT fk_deposit_frozen_by FOREIGN KEY (frozen_by) REFERENCES ticket(id);

ALTER TABLE ONLY deposit
    ADD CONSTRAINT fk_deposit_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY desk_change
    ADD CONSTRAINT fk_desk_change_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY desk_change
    ADD CONSTRAINT fk_desk_change_asked_by FOREIGN KEY (asked_by, asked_by_person) REFERENCES account(id, person_id);

ALTER TABLE ONLY desk_change
    ADD CONSTRAINT fk_desk_change_confirmed_by FOREIGN KEY (confirmed_by, confirmed_by_person) REFERENCES account(id, person_id);

ALTER TABLE ONLY desk_holding
    ADD CONSTRAINT fk_desk_holding_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY desk_holding
    ADD CONSTRAINT fk_desk_holding_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY dunning
    ADD CONSTRAINT fk_dunning_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY event
    ADD CONSTRAINT fk_event_actor_id FOREIGN KEY (actor_id) REFERENCES account(id);

ALTER TABLE ONLY event
    ADD CONSTRAINT fk_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY idempotency
    ADD CONSTRAINT fk_idempotency_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT fk_incident_closed_by FOREIGN KEY (closed_by) REFERENCES account(id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT fk_incident_inbox_id FOREIGN KEY (inbox_id) REFERENCES inbox(id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT fk_incident_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT fk_incident_outbox_id FOREIGN KEY (outbox_id) REFERENCES outbox(id);

ALTER TABLE ONLY incident
    ADD CONSTRAINT fk_incident_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY instruction
    ADD CONSTRAINT fk_instruction_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY ledger
    ADD CONSTRAINT fk_ledger_outbox_id FOREIGN KEY (outbox_id) REFERENCES outbox(id);

ALTER TABLE ONLY limitation_event
    ADD CONSTRAINT fk_limitation_event_charge_id FOREIGN KEY (charge_id) REFERENCES charge(id);

ALTER TABLE ONLY limitation_event
    ADD CONSTRAINT fk_limitation_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY message
    ADD CONSTRAINT fk_message_customer_id FOREIGN KEY (customer_id) REFERENCES customer(id);

ALTER TABLE ONLY message
    ADD CONSTRAINT fk_message_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY notice
    ADD CONSTRAINT fk_notice_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY notice
    ADD CONSTRAINT fk_notice_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY office
    ADD CONSTRAINT fk_office_parent_id FOREIGN KEY (parent_id) REFERENCES office(id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT fk_outbox_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT fk_outbox_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY payment_allocation
    ADD CONSTRAINT fk_payment_allocation_charge_id FOREIGN KEY (charge_id) REFERENCES charge(id);

ALTER TABLE ONLY payment_allocation
    ADD CONSTRAINT fk_payment_allocation_payment_id FOREIGN KEY (payment_id) REFERENCES payment(id);

ALTER TABLE ONLY payment_allocation
    ADD CONSTRAINT fk_payment_allocation_prepayment_id FOREIGN KEY (prepayment_id) REFERENCES prepayment(id);

ALTER TABLE ONLY payment_allocation
    ADD CONSTRAINT fk_payment_allocation_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY payment
    ADD CONSTRAINT fk_payment_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY payment
    ADD CONSTRAINT fk_payment_received_by FOREIGN KEY (received_by) REFERENCES account(id);

ALTER TABLE ONLY payment
    ADD CONSTRAINT fk_payment_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY policy
    ADD CONSTRAINT fk_policy_created_by FOREIGN KEY (created_by) REFERENCES account(id);

ALTER TABLE ONLY policy
    ADD CONSTRAINT fk_policy_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY prepayment
    ADD CONSTRAINT fk_prepayment_frozen_by FOREIGN KEY (frozen_by) REFERENCES ticket(id);

ALTER TABLE ONLY prepayment
    ADD CONSTRAINT fk_prepayment_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY refund
    ADD CONSTRAINT fk_refund_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY refusal
    ADD CONSTRAINT fk_refusal_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY refusal
    ADD CONSTRAINT fk_refusal_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY refusal
    ADD CONSTRAINT fk_refusal_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY repair
    ADD CONSTRAINT fk_repair_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY room
    ADD CONSTRAINT fk_room_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT fk_ticket_assignee_id FOREIGN KEY (assignee_id) REFERENCES account(id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT fk_ticket_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT fk_ticket_parent_id FOREIGN KEY (parent_id) REFERENCES ticket(id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT fk_ticket_policy_id FOREIGN KEY (policy_id) REFERENCES policy(id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT fk_ticket_submitter_id FOREIGN KEY (submitter_id) REFERENCES account(id);

ALTER TABLE ONLY timer
    ADD CONSTRAINT fk_timer_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY token
    ADD CONSTRAINT fk_token_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY visit
    ADD CONSTRAINT fk_visit_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY watcher
    ADD CONSTRAINT fk_watcher_account_id FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE ONLY watcher
    ADD CONSTRAINT fk_watcher_added_by FOREIGN KEY (added_by) REFERENCES account(id);

ALTER TABLE ONLY watcher
    ADD CONSTRAINT fk_watcher_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_decided_by FOREIGN KEY (decided_by) REFERENCES account(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_holder_id FOREIGN KEY (holder_id) REFERENCES account(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_office_id FOREIGN KEY (office_id) REFERENCES office(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_on_behalf_of FOREIGN KEY (on_behalf_of) REFERENCES account(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_owner_item FOREIGN KEY (owner_item) REFERENCES work_item(id);

ALTER TABLE ONLY work_item
    ADD CONSTRAINT fk_work_item_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket(id);

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT occupancy_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY occupancy
    ADD CONSTRAINT occupancy_room_same_office FOREIGN KEY (room_id, office_id) REFERENCES room(id, office_id);

ALTER TABLE ONLY payment
    ADD CONSTRAINT payment_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY prepayment
    ADD CONSTRAINT prepayment_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY prepayment
    ADD CONSTRAINT prepayment_receiver FOREIGN KEY (received_by, received_by_person) REFERENCES account(id, person_id);

ALTER TABLE ONLY room
    ADD CONSTRAINT room_building_same_office FOREIGN KEY (building_id, office_id) REFERENCES building(id, office_id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT ticket_customer_same_office FOREIGN KEY (customer_id, office_id) REFERENCES customer(id, office_id);

ALTER TABLE ONLY ticket
    ADD CONSTRAINT ticket_room_same_office FOREIGN KEY (room_id, office_id) REFERENCES room(id, office_id);
