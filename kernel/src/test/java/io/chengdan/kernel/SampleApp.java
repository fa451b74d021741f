package io.chengdan.kernel;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionFiles;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small app for tests: customers with contacts and deals, a pipeline, two roles. Each change gives another app. */
public record SampleApp(SortedMap<String, String> files) {

    public static SampleApp plain() {
        var files = new TreeMap<String, String>();
        files.put("app.yaml", "{uid: app0, key: sample, label: {zh: 示例, en: Sample}}\n");
        files.put("choices/industry.yaml", """
                uid: c001
                key: industry
                label: {zh: 行业, en: Industry}
                options:
                  - {key: bearing, label: {zh: 轴承, en: Bearings}}
                  - {key: tooling, label: {zh: 刀具, en: Tooling}, color: blue}
                """);
        files.put("forms/customer.yaml", """
                uid: f001
                key: customer
                label: {zh: 客户, en: Customer}
                plural: {zh: 客户, en: Customers}
                icon: building
                title: name
                nav: 10
                fields:
                  - {uid: cu01, key: name, type: text, label: {zh: 名称, en: Name}, required: true, unique: true, normalize: company_name}
                  - {uid: cu02, key: industry, type: choice, label: {zh: 行业, en: Industry}, choices: industry}
                  - {uid: cu03, key: region, type: region, label: {zh: 地区, en: Region}}
                  - {uid: cu04, key: parent, type: reference, label: {zh: 上级, en: Parent}, form: customer, acyclic: true}
                  - {uid: cu05, key: deal_total, type: rollup, label: {zh: 商机总额, en: Deal total}, form: deal, via: customer, op: sum, of: amount}
                  - {uid: cu06, key: active, type: yes_no, label: {zh: 有效, en: Active}, default: 'true'}
                  - {uid: cu07, key: score, type: integer, label: {zh: 健康分, en: Score}, derived: true}
                attachments:
                  - {key: survey, label: {zh: 调研表, en: Survey}, accept: [pdf, image]}
                tabs:
                  - {key: basics, label: {zh: 基本, en: Basics}, fields: [name, industry, region]}
                  - {key: contacts, label: {zh: 联系人, en: Contacts}, form: contact, via: customer}
                  - {key: files, label: {zh: 附件, en: Files}, attachments: true}
                  - {key: history, label: {zh: 历史, en: History}, history: true}
                lists:
                  - {key: default, label: {zh: 全部, en: All}, columns: [name, region, owner], sort: '-updated_at,name', filter: active}
                """);
        files.put("forms/contact.yaml", """
                uid: f002
                key: contact
                label: {zh: 联系人, en: Contact}
                title: name
                fields:
                  - {uid: co01, key: name, type: text, label: {zh: 姓名, en: Name}, required: true}
                  - {uid: co02, key: customer, type: reference, label: {zh: 客户, en: Customer}, form: customer, required: true}
                  - {uid: co03, key: phone, type: phone, label: {zh: 电话, en: Phone}}
                  - {uid: co04, key: email, type: email, label: {zh: 邮箱, en: Email}}
                checks:
                  - {key: reachable, expr: '!blank(phone) || !blank(email)', field: phone, message: {zh: 请填电话或邮箱, en: Give a phone or an e-mail}}
                """);
        files.put("forms/deal.yaml", """
                uid: f003
                key: deal
                label: {zh: 商机, en: Deal}
                title: number
                fields:
                  - {uid: de01, key: number, type: auto_number, label: {zh: 编号, en: Number}, pattern: 'O-{yyyy}{MM}-{0000}'}
                  - {uid: de02, key: customer, type: reference, label: {zh: 客户, en: Customer}, form: customer, required: true, show_title: true}
                  - {uid: de03, key: stage, type: choice, label: {zh: 阶段, en: Stage}}
                  - {uid: de04, key: stage_entered_at, type: datetime, label: {zh: 进入阶段, en: Stage entered}}
                  - uid: de05
                    key: lines
                    type: table
                    label: {zh: 明细, en: Lines}
                    fields:
                      - {uid: de5a, key: item, type: text, label: {zh: 品名, en: Item}}
                      - {uid: de5b, key: price, type: money, label: {zh: 单价, en: Price}, min: 0}
                      - {uid: de5c, key: quantity, type: integer, label: {zh: 数量, en: Quantity}, min: 1}
                      - {uid: de5d, key: line_amount, type: formula, label: {zh: 金额, en: Amount}, result: money, expr: price * quantity}
                  - {uid: de06, key: amount, type: formula, label: {zh: 金额, en: Amount}, result: money, expr: 'sum(lines.map(l, l.line_amount))'}
                  - {uid: de07, key: tax, type: formula, label: {zh: 税额, en: Tax}, result: money, expr: 'amount * 0.13'}
                  - {uid: de08, key: status, type: choice, label: {zh: 状态, en: Status}, options: [{key: draft, label: {zh: 草稿, en: Draft}}, {key: approved, label: {zh: 已批准, en: Approved}}], default: '"draft"'}
                  - {uid: de09, key: approved_by, type: person, label: {zh: 批准人, en: Approved by}}
                  - {uid: de10, key: region, type: region, label: {zh: 地区, en: Region}, fill: customer.region}
                  - {uid: de11, key: members, type: people, label: {zh: 成员, en: Members}}
                unique:
                  - {key: one_draft, fields: [customer], where: 'status == "draft"', message: {zh: 每个客户只能有一个草稿, en: One draft a customer}}
                actions:
                  - {key: approve, label: {zh: 批准, en: Approve}, when: 'status == "draft"', set: {status: '"approved"', approved_by: me.id}}
                attachments:
                  - {key: signed, label: {zh: 签字件, en: Signed}}
                lists:
                  - {key: board, label: {zh: 看板, en: Board}, columns: [number, amount], group: stage, kind: board}
                """);
        files.put("pipelines/sales.yaml", """
                uid: p001
                key: sales
                label: {zh: 销售, en: Sales}
                form: deal
                field: stage
                entered: stage_entered_at
                stages:
                  - key: first
                    label: {zh: 接触, en: First}
                    target_days: 10
                    win: 10
                    owner: [rep]
                    node: {key: met, label: {zh: 已见面, en: Met}}
                    gate:
                      - {key: signed, attached: signed, message: {zh: 上传签字件, en: Upload the signed form}}
                      - {key: person, child: contact, match: {customer: customer}, where: '!blank(phone)', values: {phone: '"+86"'}, message: {zh: 补充联系人, en: Add a contact}}
                      - {key: approved, holds: 'status == "approved"', override: false, role: [manager], act: approve, message: {zh: 请先批准, en: Have it approved}}
                  - {key: won, label: {zh: 赢单, en: Won}, kind: won, win: 100}
                  - key: lost
                    label: {zh: 输单, en: Lost}
                    kind: lost
                    win: 0
                    gate_in:
                      - {key: region, filled: [region], message: {zh: 请填地区, en: Give the region}}
                """);
        files.put("roles/manager.yaml", """
                uid: r001
                key: manager
                label: {zh: 经理, en: Manager}
                admin: [people, explain]
                forms:
                  customer:
                    rows: [department]
                    actions: {create: true, update: true, delete: 'owner == me.id'}
                    read: [deal_total, owner]
                    write: [name, industry, region, parent, active]
                    tabs: {basics: write, contacts: write, files: write, history: read}
                    attachments: {survey: write}
                  deal:
                    rows: [department, {where: me.id in members}]
                    actions: {approve: true, move_back: true}
                    read: [number, customer, stage, status, amount]
                """);
        files.put("roles/rep.yaml", """
                uid: r002
                key: rep
                label: {zh: 销售, en: Rep}
                forms:
                  customer:
                    rows: [own, team]
                    actions: {create: true, update: true}
                    write: [name, industry, region]
                    tabs: {basics: write}
                  contact:
                    rows: [{through: customer}]
                    actions: {create: true, update: true}
                    read: [phone]
                    write: [name, customer, email]
                    mask: {phone: last4}
                """);
        return new SampleApp(files);
    }

    public SampleApp with(String file, String text) {
        var changed = new TreeMap<>(files);
        changed.put(file, text);
        return new SampleApp(changed);
    }

    public SampleApp without(String file) {
        var changed = new TreeMap<>(files);
        changed.remove(file);
        return new SampleApp(changed);
    }

    /** The app with a piece of one file replaced, which must be there. */
    public SampleApp edit(String file, String from, String to) {
        var text = files.get(file);
        if (text == null || !text.contains(from)) {
            throw new IllegalArgumentException(file + " has no " + from);
        }
        return with(file, text.replace(from, to));
    }

    public Definition definition() {
        return DefinitionFiles.read(files);
    }
}
