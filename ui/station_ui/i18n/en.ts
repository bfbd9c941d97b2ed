<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="vi_VN">
<context>
    <name>AccountPanel</name>
    <message>
        <source>Khóa màn hình</source>
        <translation>Lock the screen</translation>
    </message>
    <message>
        <source>Đăng xuất</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>Đổi mật khẩu của bạn</source>
        <translation>Change your password</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Trả lời câu hỏi trên màn hình trước, rồi quét lại thẻ.</source>
        <translation>Answer the question on the screen first, then scan the card again.</translation>
    </message>
    <message>
        <source>Thẻ này là của lượt đang làm.</source>
        <translation>This card belongs to the visit on the screen.</translation>
    </message>
    <message>
        <source>Tạm dừng, mở lượt mới</source>
        <translation>Pause, start the next visit</translation>
    </message>
</context>
<context>
    <name>BlockedCard</name>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>BlockedScreen</name>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>CameraDevices</name>
    <message>
        <source>Chọn máy ảnh</source>
        <translation>Choose a camera</translation>
    </message>
    <message>
        <source>Chưa thấy máy ảnh nào. Cắm máy ảnh vào cổng USB.</source>
        <translation>There is no camera yet. Plug one into a USB port.</translation>
    </message>
    <message>
        <source>Xoay hình</source>
        <translation>Turn the picture</translation>
    </message>
    <message>
        <source>Cỡ hình muốn có</source>
        <translation>Wished size</translation>
    </message>
    <message>
        <source>Đang đo</source>
        <translation>Measuring</translation>
    </message>
    <message>
        <source>Đo lại</source>
        <translation>Measure again</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Đang chọn, chưa thấy cắm</source>
        <translation>Chosen, not plugged in</translation>
    </message>
    <message>
        <source>Đang dùng</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>Đang mở ở chương trình khác</source>
        <translation>Open in another program</translation>
    </message>
    <message>
        <source>Chưa được cấp quyền</source>
        <translation>No permission</translation>
    </message>
</context>
<context>
    <name>CameraReading</name>
    <message>
        <source>Cỡ hình</source>
        <translation>Picture size</translation>
    </message>
    <message>
        <source>Hình mỗi giây</source>
        <translation>Pictures a second</translation>
    </message>
    <message>
        <source>Giữ được khi chụp</source>
        <translation>Can be held for a portrait</translation>
    </message>
    <message>
        <source>Yêu cầu {0} × {1}, {2} hình/giây. Nhận {3} qua {4}, bỏ {5} hình đầu.</source>
        <translation>Asked for {0} × {1}, {2} a second. Got {3} by {4}, left out {5} first pictures.</translation>
    </message>
    <message>
        <source>Tệp và luồng mạng không có gì để giữ.</source>
        <translation>Files and network streams have nothing to hold.</translation>
    </message>
    <message>
        <source>Độ sáng</source>
        <translation>Brightness</translation>
    </message>
    <message>
        <source>Màu</source>
        <translation>Colour</translation>
    </message>
    <message>
        <source>Lấy nét</source>
        <translation>Focus</translation>
    </message>
    <message>
        <source>{0}: máy không cho</source>
        <translation>{0}: not by this camera</translation>
    </message>
</context>
<context>
    <name>CameraStage</name>
    <message>
        <source>Đang có hình</source>
        <translation>A picture is shown</translation>
    </message>
</context>
<context>
    <name>CameraWords</name>
    <message>
        <source>Đang mở máy ảnh</source>
        <translation>Opening the camera</translation>
    </message>
</context>
<context>
    <name>CardCamera</name>
    <message>
        <source>Thẻ này vừa làm, mời thẻ tiếp theo</source>
        <translation>Just served. Next card, please</translation>
    </message>
    <message>
        <source>Đưa thẻ vào khung hình</source>
        <translation>Hold the card in front of the camera</translation>
    </message>
    <message>
        <source>Lượt của thẻ này đang tạm dừng. Enter: Làm tiếp</source>
        <translation>This card&apos;s visit is paused. Enter: Resume</translation>
    </message>
    <message>
        <source>Đưa thẻ lại gần hơn</source>
        <translation>Bring the card closer</translation>
    </message>
    <message>
        <source>Giữ yên thẻ</source>
        <translation>Hold the card still</translation>
    </message>
    <message>
        <source>Nghiêng thẻ tránh lóa</source>
        <translation>Tilt the card away from the light</translation>
    </message>
    <message>
        <source>Thiếu sáng, bật thêm đèn</source>
        <translation>Too dark: turn on a light</translation>
    </message>
</context>
<context>
    <name>CentreDevices</name>
    <message>
        <source>Mở ảnh mã</source>
        <translation>Open a picture of the code</translation>
    </message>
    <message>
        <source>Mở ảnh có mã ghi danh</source>
        <translation>Open a picture with the code</translation>
    </message>
    <message>
        <source>Đưa mã ghi danh vào khung hình</source>
        <translation>Hold the code before the camera</translation>
    </message>
    <message>
        <source>Đăng nhập lại để gửi tới trung tâm này.</source>
        <translation>Sign in again, and records go to this centre.</translation>
    </message>
    <message>
        <source>Đã ghi danh</source>
        <translation>Enrolled</translation>
    </message>
    <message>
        <source>Đang hỏi trung tâm.</source>
        <translation>The centre is being asked.</translation>
    </message>
    <message>
        <source>Đang ghi danh</source>
        <translation>Enrolling</translation>
    </message>
    <message>
        <source>Ghi danh với trung tâm này?</source>
        <translation>Enrol at this centre?</translation>
    </message>
    <message>
        <source>Đang thử đường truyền</source>
        <translation>Trying the line</translation>
    </message>
    <message>
        <source>Nhiều nhất một phút.</source>
        <translation>A minute at the most.</translation>
    </message>
    <message>
        <source>Đang xem</source>
        <translation>Looking</translation>
    </message>
    <message>
        <source>Trung tâm biết bàn này, bàn này biết trung tâm.</source>
        <translation>The centre knows this desk, and this desk the centre.</translation>
    </message>
    <message>
        <source>Đã ghi danh với trung tâm</source>
        <translation>Enrolled at the centre</translation>
    </message>
    <message>
        <source>Xin trung tâm mã ghi danh của bàn này rồi quét bằng máy ảnh.</source>
        <translation>Ask the centre for this desk&apos;s code, and scan it with the camera.</translation>
    </message>
    <message>
        <source>Chưa ghi danh</source>
        <translation>Not enrolled</translation>
    </message>
    <message>
        <source>Từ nay bàn {0} gửi tới {1}, thay cho {2}.</source>
        <translation>From now on desk {0} sends to {1} instead of {2}.</translation>
    </message>
    <message>
        <source>Bàn {0} vẫn gửi tới {1}.</source>
        <translation>Desk {0} goes on sending to {1}.</translation>
    </message>
    <message>
        <source>Chưa ghi danh được</source>
        <translation>Not enrolled yet</translation>
    </message>
    <message>
        <source>Chuyển trung tâm khi còn hồ sơ?</source>
        <translation>Change the centre with records left?</translation>
    </message>
    <message>
        <source>Bàn {0} vẫn gửi tới {1}, chưa có gì thay đổi.</source>
        <translation>Desk {0} still sends to {1}; nothing has changed.</translation>
    </message>
    <message>
        <source>Trung tâm trả lời và biết bàn này.</source>
        <translation>The centre answers and knows this desk.</translation>
    </message>
    <message>
        <source>Đường truyền thông</source>
        <translation>The line works</translation>
    </message>
    <message>
        <source>Đường truyền chưa thông</source>
        <translation>The line does not work</translation>
    </message>
    <message>
        <source>chưa thử được</source>
        <translation>not tried</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ niêm phong cho trung tâm cũ chưa được trả lời.</source>
        <translation>
            <numerusform>%n record sealed for the old centre has no answer yet.</numerusform>
            <numerusform>%n records sealed for the old centre have no answer yet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nên gửi hết trước. Chỉ chuyển khi trung tâm mới mở được các hồ sơ đó.</source>
        <translation>Better send them first. Change only if the new centre can open them.</translation>
    </message>
    <message>
        <source>Đang tìm mã</source>
        <translation>Looking for the code</translation>
    </message>
    <message>
        <source>Đăng nhập lại</source>
        <translation>Sign in again</translation>
    </message>
    <message>
        <source>Vẫn chuyển trung tâm</source>
        <translation>Change the centre all the same</translation>
    </message>
    <message>
        <source>Ghi danh</source>
        <translation>Enrol</translation>
    </message>
    <message>
        <source>Quét mã khác</source>
        <translation>Scan another code</translation>
    </message>
    <message>
        <source>Thử đường truyền</source>
        <translation>Try the line</translation>
    </message>
    <message>
        <source>Quét mã ghi danh</source>
        <translation>Scan the code</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Leave it</translation>
    </message>
    <message>
        <source>Dừng thử</source>
        <translation>Stop trying</translation>
    </message>
</context>
<context>
    <name>CentreFactsPanel</name>
    <message>
        <source>Dấu vân giấy chứng nhận gốc</source>
        <translation>Fingerprint of its authority</translation>
    </message>
    <message>
        <source>Dấu vân khóa niêm phong</source>
        <translation>Fingerprint of the sealing key</translation>
    </message>
    <message>
        <source>Trung tâm trong mã</source>
        <translation>The centre in the code</translation>
    </message>
    <message>
        <source>Địa chỉ trung tâm</source>
        <translation>Address of the centre</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ sẽ gửi tới đây</source>
        <translation>
            <numerusform>%n record will go there</numerusform>
            <numerusform>%n records will go there</numerusform>
        </translation>
    </message>
    <message>
        <source>Đã ghi danh</source>
        <translation>Enrolled</translation>
    </message>
    <message>
        <source>Chưa ghi danh</source>
        <translation>Not enrolled</translation>
    </message>
    <message>
        <source>Chưa trả lời từ khi đăng nhập</source>
        <translation>No answer since the sign-in</translation>
    </message>
    <message>
        <source>Trả lời lần cuối {0}</source>
        <translation>Last answer {0}</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ trung tâm chưa trả lời</source>
        <translation>
            <numerusform>%n record not answered yet</numerusform>
            <numerusform>%n records not answered yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>CheckList</name>
    <message>
        <source>Nhìn ảnh; bấm vào mục chưa đạt</source>
        <translation>Look at the picture; press what is not right</translation>
    </message>
</context>
<context>
    <name>CitizenHeader</name>
    <message>
        <source>Công dân chưa có tên</source>
        <translation>Citizen without a name yet</translation>
    </message>
    <message>
        <source>Công dân: {0}</source>
        <translation>Citizen: {0}</translation>
    </message>
    <message>
        <source>{0} tuổi</source>
        <translation>{0} years</translation>
    </message>
    <message>
        <source>(TB {0})</source>
        <translation>(avg {0})</translation>
    </message>
    <message>
        <source>Trung bình một lượt</source>
        <translation>Average per visit</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
</context>
<context>
    <name>CitizenScreen</name>
    <message>
        <source>Mời nhìn thẳng vào máy ảnh, giữ yên</source>
        <translation>Please look into the camera and hold still</translation>
    </message>
    <message>
        <source>Ảnh của ông/bà. Mời xem.</source>
        <translation>Your picture. Please have a look.</translation>
    </message>
</context>
<context>
    <name>CitizenWindow</name>
    <message>
        <source>Màn hình cho công dân</source>
        <translation>The citizen&apos;s screen</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Gõ lại nhóm cuối</source>
        <translation>Type the last group again</translation>
    </message>
    <message>
        <source>Nhìn từ giấy mà gõ.</source>
        <translation>Read it from your paper.</translation>
    </message>
    <message>
        <source>Mã khôi phục mới</source>
        <translation>A new recovery code</translation>
    </message>
    <message>
        <source>Khi mọi mật khẩu đều quên, chỉ mã này mở được dữ liệu của bàn. Chép ra giấy ngay.</source>
        <translation>When every password is forgotten, only this code opens the desk&apos;s data. Write it down on paper now.</translation>
    </message>
    <message>
        <source>Mã chỉ hiện một lần, rời màn hình này là không xem lại được.</source>
        <translation>It is shown this once: when you leave this page it cannot be seen again.</translation>
    </message>
    <message>
        <source>Bấm Đã chép lại thì các mã trước đây hết dùng được.</source>
        <translation>Once you press Written down, earlier codes work no more.</translation>
    </message>
    <message>
        <source>Cất giấy ở nơi khóa, không để cùng máy, không chụp ảnh.</source>
        <translation>Lock the paper away, not beside this machine, and take no photo of it.</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Đang lưu</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>Đã chép lại</source>
        <translation>Written down</translation>
    </message>
    <message>
        <source>Không giống nhóm cuối của mã. Xem lại giấy vừa chép.</source>
        <translation>That is not the last group of the code. Look at your paper again.</translation>
    </message>
</context>
<context>
    <name>ConfirmSheet</name>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
</context>
<context>
    <name>DataTable</name>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>DayGlance</name>
    <message numerus="yes">
        <source>lượt đã xong</source>
        <translation>
            <numerusform>visit done</numerusform>
            <numerusform>visits done</numerusform>
        </translation>
    </message>
    <message>
        <source>trung bình {0}</source>
        <translation>average {0}</translation>
    </message>
    <message>
        <source>Vừa xong</source>
        <translation>Just done</translation>
    </message>
    <message>
        <source>Chưa xong lượt nào</source>
        <translation>No visit done yet</translation>
    </message>
    <message>
        <source>Đưa thẻ vào khung hình để bắt đầu.</source>
        <translation>Hold the card in front of the camera to begin.</translation>
    </message>
    <message>
        <source>Bấm F4 để nhập tay.</source>
        <translation>Press F4 to type by hand.</translation>
    </message>
</context>
<context>
    <name>DeliveryColumns</name>
    <message>
        <source>Xong lúc</source>
        <translation>Finished</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Số lần gửi</source>
        <translation>Attempts</translation>
    </message>
    <message>
        <source>Gửi lại lúc</source>
        <translation>Next attempt</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>{0} bản {1}</source>
        <translation>{0} rev. {1}</translation>
    </message>
    <message>
        <source>số lần gửi: {0}</source>
        <translation>attempts: {0}</translation>
    </message>
    <message>
        <source>gửi lại lúc {0}</source>
        <translation>next attempt {0}</translation>
    </message>
    <message>
        <source>lần {0}</source>
        <translation>try {0}</translation>
    </message>
    <message>
        <source>chờ người xem lại</source>
        <translation>held for review</translation>
    </message>
    <message>
        <source>Đã chép ra USB {0}.</source>
        <translation>On a stick since {0}.</translation>
    </message>
</context>
<context>
    <name>DeskStatus</name>
    <message>
        <source>Bàn {0} · {1} · {2}</source>
        <translation>Desk {0} · {1} · {2}</translation>
    </message>
    <message>
        <source>Đang gửi hồ sơ về trung tâm.</source>
        <translation>Sending records to the centre.</translation>
    </message>
    <message>
        <source>Đang gửi</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Có mạng</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Chưa rõ mạng</source>
        <translation>Network not known yet</translation>
    </message>
    <message>
        <source>Mất mạng</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>Trung tâm chưa nhận</source>
        <translation>Centre not accepting</translation>
    </message>
    <message>
        <source>Chưa đếm xong hồ sơ trên máy này.</source>
        <translation>Still counting the records on this machine.</translation>
    </message>
    <message>
        <source>Đang đếm hồ sơ chờ</source>
        <translation>Counting records</translation>
    </message>
    <message>
        <source>Mọi hồ sơ đã tới trung tâm.</source>
        <translation>Every record has reached the centre.</translation>
    </message>
    <message>
        <source>Không có hồ sơ chờ</source>
        <translation>No records waiting</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ nằm an toàn trên máy này.</source>
        <translation>
            <numerusform>%n record is safe on this machine.</numerusform>
            <numerusform>%n records are safe on this machine.</numerusform>
        </translation>
    </message>
    <message>
        <source>Hồ sơ tự gửi khi có mạng.</source>
        <translation>Records are sent by themselves when there is a network.</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ chờ gửi</source>
        <translation>
            <numerusform>%n record waiting</numerusform>
            <numerusform>%n records waiting</numerusform>
        </translation>
    </message>
    <message>
        <source>Máy ảnh đang chạy.</source>
        <translation>The camera is running.</translation>
    </message>
    <message>
        <source>Máy ảnh</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>Đang mở máy ảnh.</source>
        <translation>The camera is being opened.</translation>
    </message>
    <message>
        <source>Đang mở máy ảnh</source>
        <translation>Opening the camera</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Mất máy ảnh</source>
        <translation>Camera lost</translation>
    </message>
    <message>
        <source>Bàn này chưa gắn máy vân tay.</source>
        <translation>This desk has no fingerprint scanner.</translation>
    </message>
    <message>
        <source>Không có máy vân tay</source>
        <translation>No scanner</translation>
    </message>
    <message>
        <source>Thử lại máy vân tay</source>
        <translation>Try the scanner again</translation>
    </message>
    <message>
        <source>Xem hồ sơ</source>
        <translation>See records</translation>
    </message>
    <message>
        <source>Mở trang Trung tâm</source>
        <translation>Open the centre&apos;s page</translation>
    </message>
    <message>
        <source>Chưa hỏi trung tâm lần nào từ khi đăng nhập.</source>
        <translation>The centre has not been asked since the sign-in.</translation>
    </message>
    <message>
        <source>Trung tâm vừa trả lời.</source>
        <translation>The centre has just answered.</translation>
    </message>
    <message>
        <source>Trung tâm không nhận bàn này</source>
        <translation>Centre refuses this desk</translation>
    </message>
    <message>
        <source>Chưa tới trung tâm</source>
        <translation>Centre not reached</translation>
    </message>
    <message>
        <source>Mất máy vân tay</source>
        <translation>Scanner lost</translation>
    </message>
    <message>
        <source>Máy vân tay sẵn sàng.</source>
        <translation>The fingerprint scanner is ready.</translation>
    </message>
    <message>
        <source>Máy vân tay</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Đang kết nối máy vân tay.</source>
        <translation>The fingerprint scanner is being connected.</translation>
    </message>
    <message>
        <source>Đang nối máy vân tay</source>
        <translation>Connecting the scanner</translation>
    </message>
    <message>
        <source>Mất máy quét thẻ</source>
        <translation>Card scanner lost</translation>
    </message>
    <message>
        <source>Máy quét thẻ sẵn sàng, quét ở màn hình nào cũng được.</source>
        <translation>The card scanner is ready; scan from any screen.</translation>
    </message>
    <message>
        <source>Máy quét thẻ</source>
        <translation>Card scanner</translation>
    </message>
    <message>
        <source>Đang kết nối máy quét thẻ.</source>
        <translation>Connecting to the card scanner.</translation>
    </message>
    <message>
        <source>Đang nối máy quét thẻ</source>
        <translation>Connecting card scanner</translation>
    </message>
    <message>
        <source>Mất GPS</source>
        <translation>GPS lost</translation>
    </message>
    <message>
        <source>Đang kết nối máy thu GPS.</source>
        <translation>Connecting the GPS receiver.</translation>
    </message>
    <message>
        <source>Đang nối GPS</source>
        <translation>Connecting GPS</translation>
    </message>
    <message>
        <source>Chờ GPS</source>
        <translation>Waiting for GPS</translation>
    </message>
    <message>
        <source>Vệ tinh báo {0}, đồng hồ máy chỉ {1}.</source>
        <translation>The satellites say {0}, this computer&apos;s clock {1}.</translation>
    </message>
    <message>
        <source>Nhờ kỹ thuật chỉnh giờ máy, hoặc thay máy thu GPS đã cũ.</source>
        <translation>Ask a technician to set the clock, or to replace a GPS receiver that has grown old.</translation>
    </message>
    <message>
        <source>GPS khác giờ máy</source>
        <translation>GPS and clock differ</translation>
    </message>
    <message>
        <source>Đã biết vị trí. Hồ sơ hoàn tất bây giờ sẽ ghi kèm.</source>
        <translation>The position is known. Records finished now will bear it.</translation>
    </message>
    <message>
        <source>GPS</source>
        <translation>GPS</translation>
    </message>
    <message>
        <source>Pin {0}%</source>
        <translation>Battery {0}%</translation>
    </message>
    <message>
        <source>Máy đang cắm điện.</source>
        <translation>The machine is plugged in.</translation>
    </message>
    <message>
        <source>Cắm sạc trước khi mời công dân tiếp theo.</source>
        <translation>Plug in the charger before the next citizen.</translation>
    </message>
    <message>
        <source>Cắm sạc ngay. Những gì đã lưu vẫn còn nguyên.</source>
        <translation>Plug in the charger now. What was saved is safe.</translation>
    </message>
    <message>
        <source>Mọi người ở đây đều là hư cấu.</source>
        <translation>Every person here is invented.</translation>
    </message>
    <message>
        <source>Không thu nhận công dân thật trên bản dùng thử.</source>
        <translation>Do not enrol real citizens in the demo.</translation>
    </message>
    <message>
        <source>Bản dùng thử</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Đồng hồ máy chạy sau hồ sơ mới nhất, lưu lúc {0}.</source>
        <translation>The clock is behind the newest record, saved on {0}.</translation>
    </message>
    <message>
        <source>Nhờ kỹ thuật chỉnh lại ngày giờ. Những gì đã lưu vẫn còn nguyên.</source>
        <translation>Ask a technician to set date and time. What was saved is safe.</translation>
    </message>
    <message>
        <source>{0}, sai giờ</source>
        <translation>{0}, clock wrong</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ bị trả lại</source>
        <translation>
            <numerusform>%n record returned</numerusform>
            <numerusform>%n records returned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trung tâm trả lại %n hồ sơ.</source>
        <translation>
            <numerusform>The centre returned %n record.</numerusform>
            <numerusform>The centre returned %n records.</numerusform>
        </translation>
    </message>
    <message>
        <source>Mở lại trong danh sách, sửa theo lý do rồi hoàn tất.</source>
        <translation>Open them again in the list, mend what the reason says and finish them.</translation>
    </message>
    <message>
        <source>Tự gửi từ {0}; bấm Gửi ngay để gửi luôn.</source>
        <translation>Sent by themselves from {0}; Send now sends them at once.</translation>
    </message>
    <message>
        <source>{0}, ngày {1}. Múi giờ {2}.</source>
        <translation>{0}, {1}. Time zone {2}.</translation>
    </message>
    <message>
        <source>Gửi ngay</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>Máy thu GPS chưa biết đang ở đâu.</source>
        <translation>The GPS receiver does not know yet where it is.</translation>
    </message>
    <message numerus="yes">
        <source>Máy thu GPS mới thấy %n vệ tinh, chưa biết đang ở đâu.</source>
        <translation>
            <numerusform>The GPS receiver sees only %n satellite and does not know yet where it is.</numerusform>
            <numerusform>The GPS receiver sees only %n satellites and does not know yet where it is.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cứ thu nhận tiếp; đặt máy thu ngoài trời hoặc sát cửa sổ vài phút.</source>
        <translation>Go on collecting; put the receiver outdoors or by a window for some minutes.</translation>
    </message>
    <message>
        <source>Máy đang chạy bằng pin.</source>
        <translation>The machine runs on its battery.</translation>
    </message>
    <message numerus="yes">
        <source>%n giờ</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message>
        <source>Đồng hồ máy nhanh {0} so với trung tâm.</source>
        <translation>This machine&apos;s clock is {0} ahead of the centre&apos;s.</translation>
    </message>
    <message>
        <source>Đồng hồ máy chậm {0} so với trung tâm.</source>
        <translation>This machine&apos;s clock is {0} behind the centre&apos;s.</translation>
    </message>
    <message>
        <source>Đồng hồ máy nhanh {0} so với vệ tinh GPS.</source>
        <translation>This machine&apos;s clock is {0} ahead of the GPS satellites.</translation>
    </message>
    <message>
        <source>Đồng hồ máy chậm {0} so với vệ tinh GPS.</source>
        <translation>This machine&apos;s clock is {0} behind the GPS satellites.</translation>
    </message>
    <message>
        <source>Cứ thu nhận tiếp: hồ sơ ghi kèm độ lệch này. Nhờ kỹ thuật chỉnh giờ máy.</source>
        <translation>Go on collecting: the records say how far it is off. Ask a technician to set the clock right.</translation>
    </message>
    <message>
        <source>{0}, nhanh {1}</source>
        <translation>{0}, {1} fast</translation>
    </message>
    <message>
        <source>{0}, chậm {1}</source>
        <translation>{0}, {1} slow</translation>
    </message>
    <message>
        <source>Giờ máy vừa bị chỉnh nhanh lên {0}, chưa hỏi được trung tâm giờ nào đúng.</source>
        <translation>This machine&apos;s clock was put forward by {0}, and the centre could not be asked yet which time is right.</translation>
    </message>
    <message>
        <source>Giờ máy vừa bị lùi lại {0}, chưa hỏi được trung tâm giờ nào đúng.</source>
        <translation>This machine&apos;s clock was put back by {0}, and the centre could not be asked yet which time is right.</translation>
    </message>
    <message>
        <source>Cứ thu nhận tiếp: hồ sơ ghi kèm việc này. Nếu giờ sai, nhờ kỹ thuật chỉnh.</source>
        <translation>Go on collecting: the records say so. If the time is wrong, ask a technician to set it right.</translation>
    </message>
    <message>
        <source>{0}, giờ bị đổi</source>
        <translation>{0}, clock changed</translation>
    </message>
    <message numerus="yes">
        <source>%n giây</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phút</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ngày</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message>
        <source>Máy đang chạy bằng pin, còn khoảng {0}.</source>
        <translation>The machine runs on its battery, about {0} left.</translation>
    </message>
    <message>
        <source>Thứ Hai</source>
        <translation>Monday</translation>
    </message>
    <message>
        <source>Thứ Ba</source>
        <translation>Tuesday</translation>
    </message>
    <message>
        <source>Thứ Tư</source>
        <translation>Wednesday</translation>
    </message>
    <message>
        <source>Thứ Năm</source>
        <translation>Thursday</translation>
    </message>
    <message>
        <source>Thứ Sáu</source>
        <translation>Friday</translation>
    </message>
    <message>
        <source>Thứ Bảy</source>
        <translation>Saturday</translation>
    </message>
    <message>
        <source>Chủ Nhật</source>
        <translation>Sunday</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Đúng, tiếp tục</source>
        <translation>Correct, continue</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Nhập thông tin</source>
        <translation>Type the details</translation>
    </message>
    <message>
        <source>Nhập theo giấy tờ của công dân.</source>
        <translation>Type what the citizen&apos;s papers say.</translation>
    </message>
    <message>
        <source>Đối chiếu với thẻ</source>
        <translation>Compare with the card</translation>
    </message>
    <message>
        <source>Đọc to họ tên và số định danh. Sửa chỗ sai ngay trong ô.</source>
        <translation>Read name and ID number aloud. Correct what is wrong in its field.</translation>
    </message>
    <message>
        <source>Chữ trên mã bị lỗi phông và đã được khôi phục. Xem kỹ dấu.</source>
        <translation>The code&apos;s text was damaged and has been restored. Check the Vietnamese marks.</translation>
    </message>
    <message>
        <source>Không khớp số định danh</source>
        <translation>Does not match the ID number</translation>
    </message>
    <message>
        <source>Ba số đầu chưa có trong danh mục</source>
        <translation>The first three digits are not in the list</translation>
    </message>
    <message>
        <source>Cần có</source>
        <translation>Needed</translation>
    </message>
</context>
<context>
    <name>DevicesScreen</name>
    <message>
        <source>Máy ảnh</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>Máy vân tay</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Trung tâm</source>
        <translation>Centre</translation>
    </message>
</context>
<context>
    <name>DisplayPanel</name>
    <message>
        <source>Theo máy</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Sáng</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Tối</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Tương phản cao</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Ngôn ngữ</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Màu</source>
        <translation>Colours</translation>
    </message>
</context>
<context>
    <name>Earlier</name>
    <message>
        <source>Công dân này đã được thu nhận hôm nay lúc {0}.</source>
        <translation>This citizen was collected today at {0}.</translation>
    </message>
    <message>
        <source>Công dân này đã được thu nhận ngày {0}.</source>
        <translation>This citizen was collected on {0}.</translation>
    </message>
</context>
<context>
    <name>ExceptionPhotoPage</name>
    <message>
        <source>Chụp lại</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>Không chụp</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>Dùng ảnh này</source>
        <translation>Use this picture</translation>
    </message>
    <message>
        <source>Ảnh thấy rõ cả bàn tay thì dùng.</source>
        <translation>Use it if the whole hand is clearly seen.</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Chưa có hình. Lý do đã ghi vẫn còn trong hồ sơ.</source>
        <translation>No picture yet. The reason stays in the record.</translation>
    </message>
    <message>
        <source>Chụp</source>
        <translation>Take picture</translation>
    </message>
    <message>
        <source>Mời đưa bàn tay vào giữa hình, giữ yên.</source>
        <translation>Hand in the middle of the picture, please, and hold still.</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>Tìm theo tên hoặc số định danh (Ctrl+F)</source>
        <translation>Find by name or ID number (Ctrl+F)</translation>
    </message>
    <message>
        <source>Hồ sơ tìm thấy</source>
        <translation>Records found</translation>
    </message>
    <message>
        <source>Không tìm thấy hồ sơ nào</source>
        <translation>No record found</translation>
    </message>
    <message>
        <source>Gõ ít chữ hơn, hoặc vài số đầu của số định danh. Lượt đã hủy không còn tên.</source>
        <translation>Type fewer words, or the first figures of the ID number. A cancelled visit keeps no name.</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ mới nhất. Gõ thêm để tìm gần hơn.</source>
        <translation>
            <numerusform>The %n newest record. Type more to come closer.</numerusform>
            <numerusform>The %n newest records. Type more to come closer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingList</name>
    <message numerus="yes">
        <source>%n mục đạt</source>
        <translation>
            <numerusform>%n check passed</numerusform>
            <numerusform>%n checks passed</numerusform>
        </translation>
    </message>
    <message>
        <source>Chưa đạt: {0}</source>
        <translation>Not right: {0}</translation>
    </message>
</context>
<context>
    <name>FingerCall</name>
    <message>
        <source>ngón đã xong</source>
        <translation>fingers done</translation>
    </message>
    <message>
        <source>Lần {0}/{1}</source>
        <translation>Try {0} of {1}</translation>
    </message>
    <message>
        <source>Ảnh vân tay đang về</source>
        <translation>Reading the print</translation>
    </message>
</context>
<context>
    <name>FingerLines</name>
    <message>
        <source>{0} ngón tay</source>
        <translation>{0} fingers</translation>
    </message>
    <message>
        <source>{0} (lâu dài)</source>
        <translation>{0} (lasting)</translation>
    </message>
    <message>
        <source>Chưa đủ rõ: {0}, chất lượng {1} sau {2} lần</source>
        <translation>Not clear enough: {0}, quality {1} after {2} tries</translation>
    </message>
    <message>
        <source>Chưa đủ rõ: {0}</source>
        <translation>Not clear enough: {0}</translation>
    </message>
    <message>
        <source>Giống nhau, đã xem lại: {0}, {1}</source>
        <translation>Alike, looked at again: {0}, {1}</translation>
    </message>
</context>
<context>
    <name>FingerMap</name>
    <message>
        <source>Bàn tay trái</source>
        <translation>Left hand</translation>
    </message>
    <message>
        <source>Bàn tay phải</source>
        <translation>Right hand</translation>
    </message>
    <message>
        <source>đã lấy, chất lượng {0}</source>
        <translation>taken, quality {0}</translation>
    </message>
    <message>
        <source>đã lấy, chưa đủ rõ, chất lượng {0}</source>
        <translation>taken, not clear enough, quality {0}</translation>
    </message>
    <message>
        <source>không lấy được, {0}</source>
        <translation>cannot be taken, {0}</translation>
    </message>
    <message>
        <source>đang lấy</source>
        <translation>being taken</translation>
    </message>
    <message>
        <source>không cần lấy</source>
        <translation>not needed</translation>
    </message>
    <message>
        <source>chưa lấy</source>
        <translation>not taken yet</translation>
    </message>
    <message>
        <source>đã lấy</source>
        <translation>taken</translation>
    </message>
    <message>
        <source>đã lấy, chưa đủ rõ</source>
        <translation>taken, not clear enough</translation>
    </message>
    <message>
        <source>không lấy được</source>
        <translation>cannot be taken</translation>
    </message>
</context>
<context>
    <name>FingerprintsPage</name>
    <message>
        <source>Không lấy được</source>
        <translation>Cannot be taken</translation>
    </message>
    <message>
        <source>Chụp ngón này</source>
        <translation>Photo of this finger</translation>
    </message>
    <message>
        <source>Lấy lại ngón trước</source>
        <translation>Retake last finger</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Đang lưu…</source>
        <translation>Saving…</translation>
    </message>
    <message>
        <source>Máy vân tay này chỉ dùng để tập huấn; hồ sơ có ghi rõ.</source>
        <translation>This scanner is for training only; the record says so.</translation>
    </message>
    <message>
        <source>Chưa lưu được: {0}</source>
        <translation>Not saved: {0}</translation>
    </message>
    <message>
        <source>Khi làm tiếp lượt đó, lấy lại ngón này.</source>
        <translation>Retake this finger when the visit goes on.</translation>
    </message>
    <message>
        <source>Dùng bản tốt nhất ({0})</source>
        <translation>Use the best ({0})</translation>
    </message>
    <message>
        <source>Dùng bản mới ({0})</source>
        <translation>Use the new one ({0})</translation>
    </message>
    <message>
        <source>Giữ bản đang có ({0})</source>
        <translation>Keep the one there ({0})</translation>
    </message>
    <message>
        <source>Lưu lại</source>
        <translation>Save again</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Trả lời</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Đã xong phần vân tay</source>
        <translation>Prints are done</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
    <message>
        <source>Chưa lấy được vân tay</source>
        <translation>No prints can be taken</translation>
    </message>
    <message>
        <source>Báo kỹ thuật gắn máy cho bàn này. F7: để sau, làm bước khác trước. F6: ghi lý do không lấy được.</source>
        <translation>Ask a technician to connect a scanner to this desk. F7: later, do another step first. F6: note why there is no print.</translation>
    </message>
    <message>
        <source>Đủ vân tay</source>
        <translation>All fingers done</translation>
    </message>
    <message>
        <source>Bấm Tiếp tục để kiểm tra hồ sơ.</source>
        <translation>Press Continue to review the record.</translation>
    </message>
    <message>
        <source>Bàn này chưa gắn máy vân tay</source>
        <translation>No fingerprint scanner at this desk</translation>
    </message>
    <message>
        <source>Máy chưa lấy được</source>
        <translation>Not taken yet</translation>
    </message>
    <message>
        <source>Đang lưu</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>Chưa lưu được</source>
        <translation>Not saved yet</translation>
    </message>
    <message>
        <source>Đang chờ máy</source>
        <translation>Waiting for the scanner</translation>
    </message>
    <message>
        <source>Đặt ngón tay lên kính</source>
        <translation>Place the finger</translation>
    </message>
    <message>
        <source>Giữ yên</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>Nhấc ngón vừa lấy</source>
        <translation>Lift the last finger</translation>
    </message>
    <message>
        <source>Giống một ngón đã lấy</source>
        <translation>Like a finger taken before</translation>
    </message>
    <message>
        <source>Máy tự chuyển sang ngón kế tiếp. Chạm một ngón, hoặc bấm phím mũi tên, để đổi ngón.</source>
        <translation>It goes on to the next finger by itself. Touch a finger, or press an arrow key, to take another.</translation>
    </message>
    <message>
        <source>{0} ngón chưa đủ rõ, đã giữ bản tốt nhất.</source>
        <translation>Not clear enough: {0}. The best print of each is kept.</translation>
    </message>
    <message>
        <source>Chưa đủ rõ</source>
        <translation>Not clear enough</translation>
    </message>
    <message>
        <source>Đặt lại ngón này</source>
        <translation>Place this finger again</translation>
    </message>
    <message>
        <source>Vẫn giữ bản cũ, chất lượng {0}.</source>
        <translation>The old print stays, quality {0}.</translation>
    </message>
    <message>
        <source>Đã giữ bản tốt nhất, chất lượng {0}.</source>
        <translation>The best print is kept, quality {0}.</translation>
    </message>
    <message>
        <source>Lấy lại ngón này</source>
        <translation>This finger again</translation>
    </message>
    <message>
        <source>Bản đang có, chất lượng {0}, vẫn giữ tới khi có bản mới đạt.</source>
        <translation>The print there is, quality {0}, stays until a new one is good enough.</translation>
    </message>
    <message>
        <source>Giống {0}</source>
        <translation>Like the {0}</translation>
    </message>
    <message>
        <source>Cả hai bản đều đã lưu. Bấm Trả lời để nói ngón nào đúng.</source>
        <translation>Both prints are saved. Press Answer to say which finger it is.</translation>
    </message>
    <message>
        <source>Đã lấy xong</source>
        <translation>All taken</translation>
    </message>
    <message>
        <source>Chạm một ngón để lấy lại.</source>
        <translation>Touch a finger to retake it.</translation>
    </message>
    <message>
        <source>Vân tay</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>Máy tự lấy lại, còn {0} lần.</source>
        <translation>It tries again by itself; tries left: {0}.</translation>
    </message>
    <message>
        <source>{0} lấy được, {1} không lấy được</source>
        <translation>{0} taken, {1} not taken</translation>
    </message>
    <message>
        <source>Lý do đã lưu trong hồ sơ.</source>
        <translation>The reasons are in the record.</translation>
    </message>
    <message>
        <source>Vì sao không lấy được {0}?</source>
        <translation>Why can the {0} not be taken?</translation>
    </message>
    <message>
        <source>Chọn một lý do; người khác sẽ đọc lại.</source>
        <translation>Choose a reason; others will read it.</translation>
    </message>
    <message>
        <source>Không lấy được về lâu dài</source>
        <translation>Lasting, not only today</translation>
    </message>
    <message>
        <source>Áp dụng cho mọi ngón còn lại</source>
        <translation>The same for all fingers left</translation>
    </message>
    <message>
        <source>Giống {0} đã lấy. Đúng là {1}?</source>
        <translation>Like the {0} taken before. Is it the {1}?</translation>
    </message>
    <message>
        <source>Nhìn tay công dân rồi chọn. Cả hai bản đã lưu.</source>
        <translation>Look at the citizen&apos;s hand, then choose. Both prints are saved.</translation>
    </message>
    <message>
        <source>Hai ngón giống nhau</source>
        <translation>Two fingers alike</translation>
    </message>
    <message>
        <source>Thường là một ngón được đặt hai lần.</source>
        <translation>Mostly one finger was placed twice.</translation>
    </message>
    <message>
        <source>Chụp {0}</source>
        <translation>Photo: {0}</translation>
    </message>
    <message>
        <source>Lấy lại {0}</source>
        <translation>Take the {0} again</translation>
    </message>
    <message>
        <source>Đúng là {0}, giữ cả hai</source>
        <translation>It is the {0}, keep both</translation>
    </message>
    <message>
        <source>Bản trước sai, lấy lại {0}</source>
        <translation>The first was wrong, take the {0} again</translation>
    </message>
</context>
<context>
    <name>Fingers</name>
    <message>
        <source>Ngón cái phải</source>
        <translation>Right thumb</translation>
    </message>
    <message>
        <source>Ngón trỏ phải</source>
        <translation>Right index finger</translation>
    </message>
    <message>
        <source>Ngón giữa phải</source>
        <translation>Right middle finger</translation>
    </message>
    <message>
        <source>Ngón áp út phải</source>
        <translation>Right ring finger</translation>
    </message>
    <message>
        <source>Ngón út phải</source>
        <translation>Right little finger</translation>
    </message>
    <message>
        <source>Ngón cái trái</source>
        <translation>Left thumb</translation>
    </message>
    <message>
        <source>Ngón trỏ trái</source>
        <translation>Left index finger</translation>
    </message>
    <message>
        <source>Ngón giữa trái</source>
        <translation>Left middle finger</translation>
    </message>
    <message>
        <source>Ngón áp út trái</source>
        <translation>Left ring finger</translation>
    </message>
    <message>
        <source>Ngón út trái</source>
        <translation>Left little finger</translation>
    </message>
</context>
<context>
    <name>FormField</name>
    <message>
        <source>{0} (nếu có)</source>
        <translation>{0} (if any)</translation>
    </message>
    <message>
        <source>Chọn</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>Đọc từ thẻ</source>
        <translation>From card</translation>
    </message>
    <message>
        <source>Nhập tay</source>
        <translation>Typed</translation>
    </message>
    <message>
        <source>Đã sửa</source>
        <translation>Edited</translation>
    </message>
    <message>
        <source>Trên thẻ: {0}</source>
        <translation>On the card: {0}</translation>
    </message>
</context>
<context>
    <name>FormPage</name>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Đang lưu</source>
        <translation>Saving</translation>
    </message>
</context>
<context>
    <name>FoundColumns</name>
    <message>
        <source>Họ và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>ID number</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Bắt đầu lúc</source>
        <translation>Begun</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Đã xóa khỏi máy này</source>
        <translation>Erased from this machine</translation>
    </message>
    <message>
        <source>Chưa có tên</source>
        <translation>No name yet</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Trong ngày</source>
        <translation>The day</translation>
    </message>
    <message>
        <source>Giữa ngày</source>
        <translation>In the middle of the day</translation>
    </message>
    <message>
        <source>Lượt đầu tiên của ngày</source>
        <translation>First visit of the day</translation>
    </message>
    <message>
        <source>Lượt chưa xong</source>
        <translation>Unfinished visits</translation>
    </message>
    <message>
        <source>Áp dụng cho mọi ngón còn lại</source>
        <translation>The same for all fingers left</translation>
    </message>
    <message>
        <source>Ô đánh dấu</source>
        <translation>Tick box</translation>
    </message>
    <message>
        <source>Chưa đánh dấu</source>
        <translation>Not ticked</translation>
    </message>
    <message>
        <source>Đã đánh dấu</source>
        <translation>Ticked</translation>
    </message>
    <message>
        <source>Chưa đánh dấu, chưa bấm được</source>
        <translation>Not ticked, cannot be pressed yet</translation>
    </message>
    <message>
        <source>Đã đánh dấu, chưa bấm được</source>
        <translation>Ticked, cannot be pressed yet</translation>
    </message>
    <message>
        <source>Lượt theo giờ</source>
        <translation>Visits by hour</translation>
    </message>
    <message>
        <source>Đông nhất lúc 9 giờ.</source>
        <translation>Busiest at 9:00.</translation>
    </message>
    <message>
        <source>Lượt theo ngày</source>
        <translation>Visits by day</translation>
    </message>
    <message>
        <source>Hôm nay chưa có lượt nào</source>
        <translation>No visits today yet</translation>
    </message>
    <message>
        <source>Biểu đồ</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Theo giờ</source>
        <translation>By hour</translation>
    </message>
    <message>
        <source>Chưa có gì</source>
        <translation>Nothing yet</translation>
    </message>
    <message>
        <source>Theo ngày</source>
        <translation>By day</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Số lần gửi</source>
        <translation>Attempts</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Hồ sơ</source>
        <translation>Records</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào</source>
        <translation>No records yet</translation>
    </message>
    <message>
        <source>Hồ sơ hoàn tất sẽ hiện ở đây.</source>
        <translation>Finished records appear here.</translation>
    </message>
    <message>
        <source>Bảng dữ liệu</source>
        <translation>Data table</translation>
    </message>
    <message>
        <source>Một triệu dòng</source>
        <translation>A million rows</translation>
    </message>
    <message>
        <source>Dòng đang tới</source>
        <translation>Rows on their way</translation>
    </message>
    <message>
        <source>Không đọc được</source>
        <translation>Cannot be read</translation>
    </message>
    <message>
        <source>Ngôn ngữ</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Màu</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Chọn một, cạnh nhau</source>
        <translation>Choose one, side by side</translation>
    </message>
    <message>
        <source>Hai lựa chọn</source>
        <translation>Two choices</translation>
    </message>
    <message>
        <source>Chưa chọn được</source>
        <translation>Cannot be chosen yet</translation>
    </message>
    <message>
        <source>Bốn lựa chọn</source>
        <translation>Four choices</translation>
    </message>
    <message>
        <source>Ô mật khẩu</source>
        <translation>Password field</translation>
    </message>
    <message>
        <source>Trống</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>Đang ẩn</source>
        <translation>Hidden</translation>
    </message>
    <message>
        <source>Đang hiện</source>
        <translation>Shown</translation>
    </message>
    <message>
        <source>Chưa nhập được</source>
        <translation>Cannot be typed in yet</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Không lấy được</source>
        <translation>Cannot be taken</translation>
    </message>
    <message>
        <source>Đổi ngôn ngữ</source>
        <translation>Change the language</translation>
    </message>
    <message>
        <source>Băng bó</source>
        <translation>Bandaged</translation>
    </message>
    <message>
        <source>Làm tiếp</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Nút lệnh</source>
        <translation>Button</translation>
    </message>
    <message>
        <source>Việc chính</source>
        <translation>Main action</translation>
    </message>
    <message>
        <source>Việc chính, chưa bấm được</source>
        <translation>Main action, cannot be pressed yet</translation>
    </message>
    <message>
        <source>Việc khác, kèm phím</source>
        <translation>Other action, with its key</translation>
    </message>
    <message>
        <source>Việc khác, chưa bấm được</source>
        <translation>Other action, cannot be pressed yet</translation>
    </message>
    <message>
        <source>Kín đáo</source>
        <translation>Quiet</translation>
    </message>
    <message>
        <source>Kín đáo, cần để ý</source>
        <translation>Quiet, needs attention</translation>
    </message>
    <message>
        <source>Một lựa chọn</source>
        <translation>One choice</translation>
    </message>
    <message>
        <source>Đã chọn</source>
        <translation>Chosen</translation>
    </message>
    <message>
        <source>Dòng của danh sách</source>
        <translation>Row of a list</translation>
    </message>
    <message>
        <source>Một nơi trong danh sách</source>
        <translation>Place in a list</translation>
    </message>
    <message>
        <source>Nơi đang xem</source>
        <translation>Place being looked at</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Đã nhập đủ</source>
        <translation>All filled in</translation>
    </message>
    <message>
        <source>Đang mở</source>
        <translation>Opening</translation>
    </message>
    <message>
        <source>Sai mật khẩu</source>
        <translation>Wrong password</translation>
    </message>
    <message>
        <source>Bản dùng thử, tên dài</source>
        <translation>Demo, long name</translation>
    </message>
    <message>
        <source>Tạm dừng</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hủy lượt</source>
        <translation>Cancel visit</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Hàng lệnh</source>
        <translation>Action bar</translation>
    </message>
    <message>
        <source>Trong lượt</source>
        <translation>During a visit</translation>
    </message>
    <message>
        <source>Chưa tiếp tục được</source>
        <translation>Cannot continue yet</translation>
    </message>
    <message>
        <source>Chỉ một việc</source>
        <translation>One action only</translation>
    </message>
    <message>
        <source>Ít chỗ</source>
        <translation>Little room</translation>
    </message>
    <message>
        <source>Hồ sơ hôm nay</source>
        <translation>Records today</translation>
    </message>
    <message>
        <source>{0} hồ sơ hơn hôm qua</source>
        <translation>{0} more records than yesterday</translation>
    </message>
    <message>
        <source>Lâu nhất từ hôm qua</source>
        <translation>The oldest since yesterday</translation>
    </message>
    <message>
        <source>Hồ sơ chờ gửi</source>
        <translation>Records waiting</translation>
    </message>
    <message>
        <source>Xem lý do trong danh sách.</source>
        <translation>See the reason in the list.</translation>
    </message>
    <message>
        <source>Bị trả lại</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>Hồ sơ đã tới trung tâm, chờ trả lời</source>
        <translation>Records delivered, no answer yet</translation>
    </message>
    <message>
        <source>Đã bắt đầu</source>
        <translation>Begun</translation>
    </message>
    <message>
        <source>Số liệu</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>Bình thường</source>
        <translation>As usual</translation>
    </message>
    <message>
        <source>Tốt</source>
        <translation>Good</translation>
    </message>
    <message>
        <source>Cần để ý</source>
        <translation>Needs attention</translation>
    </message>
    <message>
        <source>Sao lưu</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>Chỉ sao lưu khi có người bấm.</source>
        <translation>Made only when somebody asks for it.</translation>
    </message>
    <message>
        <source>Hôm nay 09:02</source>
        <translation>Today 09:02</translation>
    </message>
    <message>
        <source>Chưa có</source>
        <translation>None yet</translation>
    </message>
    <message>
        <source>Thẻ an toàn</source>
        <translation>Care card</translation>
    </message>
    <message>
        <source>Đến hạn</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Có lỗi</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Chưa biết</source>
        <translation>Not known yet</translation>
    </message>
    <message>
        <source>Dài nhất</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>Một dòng cộng lại</source>
        <translation>A line that adds up</translation>
    </message>
    <message>
        <source>Bàn chưa mở được</source>
        <translation>The desk cannot be opened yet</translation>
    </message>
    <message>
        <source>Bàn đang mở ở nơi khác</source>
        <translation>The desk is open elsewhere</translation>
    </message>
    <message>
        <source>Chưa thiết lập</source>
        <translation>Not set up</translation>
    </message>
    <message>
        <source>Số điện thoại</source>
        <translation>Phone number</translation>
    </message>
    <message>
        <source>Số chính chủ, 10 chữ số</source>
        <translation>In the citizen&apos;s own name, 10 digits</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Giới tính</source>
        <translation>Gender</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Ghi ngày/tháng/năm đã qua, ví dụ 31/12/2000</source>
        <translation>Write a past day as dd/mm/yyyy, such as 31/12/2000</translation>
    </message>
    <message>
        <source>Cần có</source>
        <translation>Needed</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>ID number</translation>
    </message>
    <message>
        <source>Họ, chữ đệm và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Nơi cư trú</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Ô nhập</source>
        <translation>Form field</translation>
    </message>
    <message>
        <source>Trống, có gợi ý</source>
        <translation>Empty, with a hint</translation>
    </message>
    <message>
        <source>Nhập tay</source>
        <translation>Typed</translation>
    </message>
    <message>
        <source>Đọc từ thẻ</source>
        <translation>From card</translation>
    </message>
    <message>
        <source>Đã sửa</source>
        <translation>Edited</translation>
    </message>
    <message>
        <source>Sai</source>
        <translation>Wrong</translation>
    </message>
    <message>
        <source>Còn thiếu</source>
        <translation>Still missing</translation>
    </message>
    <message>
        <source>Chọn một</source>
        <translation>Choose one</translation>
    </message>
    <message>
        <source>Số đọc to</source>
        <translation>Number to read aloud</translation>
    </message>
    <message>
        <source>Tên đọc to</source>
        <translation>Name to read aloud</translation>
    </message>
    <message>
        <source>Tên dài nhất</source>
        <translation>Longest name</translation>
    </message>
    <message>
        <source>Địa chỉ dài nhất, đã sửa</source>
        <translation>Longest address, edited</translation>
    </message>
    <message>
        <source>Lượt</source>
        <translation>Visit</translation>
    </message>
    <message>
        <source>Hồ sơ chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Tổng hợp</source>
        <translation>Totals</translation>
    </message>
    <message>
        <source>Thanh chuyển màn hình</source>
        <translation>Navigation bar</translation>
    </message>
    <message>
        <source>Cán bộ thu nhận</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Giám sát</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>Gọi ngón tay</source>
        <translation>Call for a finger</translation>
    </message>
    <message>
        <source>Chờ đặt ngón</source>
        <translation>Waiting for the finger</translation>
    </message>
    <message>
        <source>Đang nhận ảnh</source>
        <translation>Reading the print</translation>
    </message>
    <message>
        <source>Lấy lại vì chưa đủ rõ</source>
        <translation>Again, as it was not clear enough</translation>
    </message>
    <message>
        <source>Ngón khô: thấm ẩm ngón rồi đặt lại</source>
        <translation>Finger dry: moisten the finger, place again</translation>
    </message>
    <message>
        <source>Máy báo lỗi</source>
        <translation>Scanner error</translation>
    </message>
    <message>
        <source>Đã đủ</source>
        <translation>All done</translation>
    </message>
    <message>
        <source>Lỗi tại chỗ</source>
        <translation>Error in its place</translation>
    </message>
    <message>
        <source>Có việc cần làm</source>
        <translation>Something to do</translation>
    </message>
    <message>
        <source>Chỉ một câu</source>
        <translation>One sentence only</translation>
    </message>
    <message>
        <source>Máy ảnh đang chạy.</source>
        <translation>The camera is running.</translation>
    </message>
    <message>
        <source>Máy ảnh</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>Mất mạng hoặc trung tâm không trả lời. Hồ sơ vẫn chờ gửi.</source>
        <translation>No network, or the centre does not answer. The records wait.</translation>
    </message>
    <message>
        <source>Cứ thu nhận tiếp; hồ sơ tự gửi khi có mạng.</source>
        <translation>Go on collecting; records are sent by themselves when there is a network.</translation>
    </message>
    <message>
        <source>Gửi ngay</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>Mất mạng</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>Ô tình trạng</source>
        <translation>Status chip</translation>
    </message>
    <message>
        <source>Ổn</source>
        <translation>Well</translation>
    </message>
    <message>
        <source>Chưa rõ</source>
        <translation>Not known yet</translation>
    </message>
    <message>
        <source>Chưa rõ mạng</source>
        <translation>Network not known yet</translation>
    </message>
    <message>
        <source>Đang làm</source>
        <translation>In progress</translation>
    </message>
    <message>
        <source>Đang gửi</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Hỏng</source>
        <translation>Broken</translation>
    </message>
    <message>
        <source>Ít chỗ, chỉ còn hình</source>
        <translation>Little room, icon only</translation>
    </message>
    <message>
        <source>Lý do khi ổn</source>
        <translation>Reason when all is well</translation>
    </message>
    <message>
        <source>Lý do, việc nên làm và mã</source>
        <translation>Reason, what to do, and code</translation>
    </message>
    <message>
        <source>Màn khóa</source>
        <translation>Lock screen</translation>
    </message>
    <message>
        <source>Không có lượt nào</source>
        <translation>No visit</translation>
    </message>
    <message>
        <source>Đang có lượt</source>
        <translation>A visit in progress</translation>
    </message>
    <message>
        <source>Đang mở khóa</source>
        <translation>Unlocking</translation>
    </message>
    <message>
        <source>Các bước</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>Giữa lượt</source>
        <translation>In the middle of a visit</translation>
    </message>
    <message>
        <source>Vừa bắt đầu</source>
        <translation>Just begun</translation>
    </message>
    <message>
        <source>Xem lại bước đã xong</source>
        <translation>Looking again at a step that is done</translation>
    </message>
    <message>
        <source>Thủ tục ít bước</source>
        <translation>Procedure with few steps</translation>
    </message>
    <message>
        <source>Đang hỏi lý do, chưa bấm được</source>
        <translation>Asking for a reason, cannot be pressed yet</translation>
    </message>
    <message>
        <source>Số CMND cũ</source>
        <translation>Old ID number</translation>
    </message>
    <message>
        <source>Biểu mẫu</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Thường gặp</source>
        <translation>As usual</translation>
    </message>
    <message>
        <source>Ít chỗ, cuộn được</source>
        <translation>Little room, scrolls</translation>
    </message>
    <message>
        <source>Hiển thị</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>Ngôn ngữ và màu</source>
        <translation>Language and colours</translation>
    </message>
    <message>
        <source>Tài khoản</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>cán bộ thu nhận</source>
        <translation>operator</translation>
    </message>
    <message>
        <source>cán bộ thu nhận, giám sát, kỹ thuật</source>
        <translation>operator, supervisor, technician</translation>
    </message>
    <message>
        <source>Người có mọi vai trò</source>
        <translation>Somebody with all roles</translation>
    </message>
    <message>
        <source>Mở ra từ nút của nó</source>
        <translation>Opened from its button</translation>
    </message>
    <message>
        <source>Khung hình</source>
        <translation>Picture frame</translation>
    </message>
    <message>
        <source>Chờ thẻ</source>
        <translation>Waiting for a card</translation>
    </message>
    <message>
        <source>Thẻ vừa làm</source>
        <translation>Card just served</translation>
    </message>
    <message>
        <source>Chân dung, chưa đạt</source>
        <translation>Portrait, not good enough</translation>
    </message>
    <message>
        <source>Chân dung, đạt</source>
        <translation>Portrait, good</translation>
    </message>
    <message>
        <source>Chân dung, sắp tự chụp</source>
        <translation>Portrait, about to take itself</translation>
    </message>
    <message>
        <source>Mất máy ảnh</source>
        <translation>Camera lost</translation>
    </message>
    <message>
        <source>Không thấy máy ảnh.</source>
        <translation>No camera is found.</translation>
    </message>
    <message>
        <source>Cắm lại cáp của máy ảnh, rồi thử lại.</source>
        <translation>Plug the camera in again, then try again.</translation>
    </message>
    <message>
        <source>Vân tay vừa lấy</source>
        <translation>Print just taken</translation>
    </message>
    <message>
        <source>Vân tay chưa đủ rõ</source>
        <translation>A print that is not clear enough</translation>
    </message>
    <message>
        <source>Chưa có vân tay</source>
        <translation>No print yet</translation>
    </message>
    <message>
        <source>Hồ sơ để kiểm tra</source>
        <translation>Record to review</translation>
    </message>
    <message>
        <source>Cộng</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Cấp đổi thẻ</source>
        <translation>Exchange</translation>
    </message>
    <message>
        <source>Xác nhận số CMND cũ</source>
        <translation>Confirmation of an old number</translation>
    </message>
    <message>
        <source>Cấp lại thẻ bị mất, bị hỏng không còn đọc được hoặc đã quá hạn</source>
        <translation>Re-issue of a card that is lost, damaged and unreadable, or out of date</translation>
    </message>
    <message>
        <source>Bảng số liệu</source>
        <translation>Table of figures</translation>
    </message>
    <message>
        <source>Công dân đang làm</source>
        <translation>The citizen being served</translation>
    </message>
    <message>
        <source>Nhập tay, chưa biết gì</source>
        <translation>Typed, nothing known yet</translation>
    </message>
    <message>
        <source>Dài nhất, ít chỗ</source>
        <translation>Longest, little room</translation>
    </message>
    <message>
        <source>Chưa thấy máy ảnh</source>
        <translation>No camera found yet</translation>
    </message>
    <message>
        <source>Cắm máy ảnh vào cổng USB rồi thử lại.</source>
        <translation>Plug the camera into a USB port, then try again.</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Chỗ trống</source>
        <translation>Empty place</translation>
    </message>
    <message>
        <source>Có việc để làm</source>
        <translation>Something to do</translation>
    </message>
    <message>
        <source>Vì sao không lấy được ngón trỏ phải?</source>
        <translation>Why can the right index finger not be taken?</translation>
    </message>
    <message>
        <source>Chọn một lý do; người khác sẽ đọc lại.</source>
        <translation>Choose a reason; others will read it.</translation>
    </message>
    <message>
        <source>Vì sao hủy lượt này?</source>
        <translation>Why is this visit cancelled?</translation>
    </message>
    <message>
        <source>Ảnh và vân tay đã lấy sẽ bị xóa. Muốn làm tiếp sau thì chọn Tạm dừng.</source>
        <translation>Portrait and prints taken are erased. To go on later, choose Pause.</translation>
    </message>
    <message>
        <source>Câu hỏi</source>
        <translation>Question</translation>
    </message>
    <message>
        <source>Chọn một lý do</source>
        <translation>Choose a reason</translation>
    </message>
    <message>
        <source>Ghi lý do</source>
        <translation>Write a reason</translation>
    </message>
    <message>
        <source>Trang đang làm việc không xê dịch.</source>
        <translation>The page in use does not move.</translation>
    </message>
    <message>
        <source>Đã xong, hồ sơ đã vào hàng chờ gửi.</source>
        <translation>Done. The record is in the queue.</translation>
    </message>
    <message>
        <source>Chỗ hiện thông báo</source>
        <translation>Place of notices</translation>
    </message>
    <message>
        <source>Tin ngắn và lỗi cùng lúc</source>
        <translation>Brief news and an error together</translation>
    </message>
    <message>
        <source>Đang gửi hồ sơ</source>
        <translation>Sending records</translation>
    </message>
    <message>
        <source>Đã gửi xong</source>
        <translation>All sent</translation>
    </message>
    <message>
        <source>Chưa gửi hết</source>
        <translation>Not all sent</translation>
    </message>
    <message>
        <source>Hồ sơ còn lại vẫn chờ, không mất gì.</source>
        <translation>The other records wait; nothing is lost.</translation>
    </message>
    <message>
        <source>Đã dừng gửi</source>
        <translation>Sending stopped</translation>
    </message>
    <message>
        <source>Tiến độ</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Mới bắt đầu</source>
        <translation>Just begun</translation>
    </message>
    <message>
        <source>Còn vài phút</source>
        <translation>A few minutes left</translation>
    </message>
    <message>
        <source>Sắp xong</source>
        <translation>Nearly done</translation>
    </message>
    <message>
        <source>Chưa biết bao nhiêu</source>
        <translation>Not known how many</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Không xong</source>
        <translation>Not done</translation>
    </message>
    <message>
        <source>Đã dừng</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Kết quả đo ảnh</source>
        <translation>Portrait checks</translation>
    </message>
    <message>
        <source>Đạt hết</source>
        <translation>All passed</translation>
    </message>
    <message>
        <source>Mục cần nhìn</source>
        <translation>Points to look at</translation>
    </message>
    <message>
        <source>Có mục chưa đạt</source>
        <translation>Some not passed</translation>
    </message>
    <message>
        <source>Chưa thấy mặt</source>
        <translation>No face yet</translation>
    </message>
    <message>
        <source>Đang mở lại máy ảnh. Ảnh đã chụp vẫn còn.</source>
        <translation>The camera is being opened again. The picture taken is safe.</translation>
    </message>
    <message>
        <source>Chưa lưu được thông tin của {0}, địa chỉ {1}.</source>
        <translation>The details of {0}, address {1}, are not saved yet.</translation>
    </message>
    <message>
        <source>Giữ nguyên màn hình và báo kỹ thuật kèm mã lỗi.</source>
        <translation>Leave the screen as it is and tell a technician the code.</translation>
    </message>
    <message>
        <source>Thông báo</source>
        <translation>Notice</translation>
    </message>
    <message>
        <source>Cho biết</source>
        <translation>For information</translation>
    </message>
    <message>
        <source>Cần để ý, có việc nên làm</source>
        <translation>Needs attention, with something to do</translation>
    </message>
    <message>
        <source>Lỗi</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Đã tạm dừng lượt của {0}.</source>
        <translation>The visit of {0} is paused.</translation>
    </message>
    <message>
        <source>Tin ngắn</source>
        <translation>Brief news</translation>
    </message>
    <message>
        <source>Đã xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Làm lại được</source>
        <translation>Can be undone</translation>
    </message>
    <message>
        <source>12 hồ sơ chờ gửi</source>
        <translation>12 records waiting</translation>
    </message>
    <message>
        <source>Máy vân tay</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Có mạng</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>GPS</source>
        <translation>GPS</translation>
    </message>
    <message>
        <source>Chờ GPS</source>
        <translation>Waiting for GPS</translation>
    </message>
    <message>
        <source>Pin 85%</source>
        <translation>Battery 85%</translation>
    </message>
    <message>
        <source>Pin 12%</source>
        <translation>Battery 12%</translation>
    </message>
    <message>
        <source>Bản dùng thử</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Bàn 03 · Tổ 1 · {0}</source>
        <translation>Desk 03 · Team 1 · {0}</translation>
    </message>
    <message>
        <source>Thanh tình trạng</source>
        <translation>Status bar</translation>
    </message>
    <message>
        <source>Mọi thứ đều ổn</source>
        <translation>All is well</translation>
    </message>
    <message>
        <source>Có việc cần để ý</source>
        <translation>Something needs attention</translation>
    </message>
    <message>
        <source>Ít chỗ: phần ổn thu lại thành hình</source>
        <translation>Little room: what is well folds to its icon</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Định danh điện tử mức 2</source>
        <translation>Electronic identity, level 2</translation>
    </message>
    <message>
        <source>Danh sách chọn</source>
        <translation>List to choose from</translation>
    </message>
    <message>
        <source>Trong phần hướng dẫn</source>
        <translation>In the guidance</translation>
    </message>
    <message>
        <source>Gõ được</source>
        <translation>Can be typed in</translation>
    </message>
    <message>
        <source>Mười ngón tay</source>
        <translation>Ten fingers</translation>
    </message>
    <message>
        <source>Đang lấy ngón thứ năm</source>
        <translation>Taking the fifth finger</translation>
    </message>
    <message>
        <source>Đủ mười ngón</source>
        <translation>All ten fingers</translation>
    </message>
    <message>
        <source>Chỉ cần hai ngón trỏ</source>
        <translation>Only the two index fingers</translation>
    </message>
    <message>
        <source>Chưa lấy ngón nào, ít chỗ</source>
        <translation>None taken yet, little room</translation>
    </message>
    <message>
        <source>Mọi lượt đã bắt đầu đều còn đủ.</source>
        <translation>Every visit that was begun is accounted for.</translation>
    </message>
    <message>
        <source>An toàn</source>
        <translation>Safe</translation>
    </message>
    <message>
        <source>Dừng thu nhận và báo kỹ thuật.</source>
        <translation>Stop collecting and tell a technician.</translation>
    </message>
    <message>
        <source>Số không khớp</source>
        <translation>The figures do not add up</translation>
    </message>
    <message>
        <source>Việc này mất vài giây.</source>
        <translation>This takes a few seconds.</translation>
    </message>
    <message>
        <source>Đang đếm</source>
        <translation>Counting</translation>
    </message>
    <message>
        <source>Lời đáp</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Đang dùng</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>Đang mở ở chương trình khác</source>
        <translation>Open in another program</translation>
    </message>
    <message>
        <source>Chọn máy ảnh</source>
        <translation>Choose a camera</translation>
    </message>
    <message>
        <source>Chưa thấy máy ảnh nào. Cắm máy ảnh vào cổng USB.</source>
        <translation>There is no camera yet. Plug one into a USB port.</translation>
    </message>
    <message>
        <source>Danh sách thiết bị</source>
        <translation>List of devices</translation>
    </message>
    <message>
        <source>Chưa có máy ảnh</source>
        <translation>No camera yet</translation>
    </message>
    <message>
        <source>Một máy ảnh</source>
        <translation>One camera</translation>
    </message>
    <message>
        <source>Nhiều máy ảnh</source>
        <translation>Several cameras</translation>
    </message>
    <message>
        <source>Phải đợi</source>
        <translation>A wait</translation>
    </message>
    <message>
        <source>Mã chép tay</source>
        <translation>Code to write down</translation>
    </message>
    <message>
        <source>Mã khôi phục</source>
        <translation>Recovery code</translation>
    </message>
    <message>
        <source>Mã ngắn</source>
        <translation>A short code</translation>
    </message>
    <message>
        <source>Người dùng</source>
        <translation>People</translation>
    </message>
    <message>
        <source>Thêm người</source>
        <translation>Add somebody</translation>
    </message>
    <message>
        <source>Chỉ vai trò</source>
        <translation>Roles alone</translation>
    </message>
    <message>
        <source>Chỉ mật khẩu</source>
        <translation>A password alone</translation>
    </message>
</context>
<context>
    <name>GalleryWindow</name>
    <message>
        <source>Hiển thị</source>
        <translation>Display</translation>
    </message>
</context>
<context>
    <name>HandingOver</name>
    <message>
        <source>Chép ra USB</source>
        <translation>Copy to a stick</translation>
    </message>
    <message>
        <source>Nhận trả lời từ USB</source>
        <translation>Take answers from a stick</translation>
    </message>
    <message>
        <source>Thu nhận vẫn tiếp tục được.</source>
        <translation>Collecting can go on.</translation>
    </message>
    <message>
        <source>Đang nhận trả lời từ {0}</source>
        <translation>Taking answers from {0}</translation>
    </message>
    <message>
        <source>Đang đọc lại {0} để kiểm tra</source>
        <translation>Reading {0} back</translation>
    </message>
    <message>
        <source>Đang chép hồ sơ ra {0}</source>
        <translation>Copying records to {0}</translation>
    </message>
    <message numerus="yes">
        <source>Đã chép %n hồ sơ ra USB và đọc lại đúng</source>
        <translation>
            <numerusform>%n record copied to the stick and read back as it was</numerusform>
            <numerusform>%n records copied to the stick and read back as they were</numerusform>
        </translation>
    </message>
    <message>
        <source>Tháo USB an toàn rồi mang đến trung tâm.</source>
        <translation>Eject the stick and take it to the centre.</translation>
    </message>
    <message>
        <source>được nhận: {0}</source>
        <translation>accepted: {0}</translation>
    </message>
    <message>
        <source>bị trả lại: {0}</source>
        <translation>returned: {0}</translation>
    </message>
    <message>
        <source>đã biết từ trước: {0}</source>
        <translation>known before: {0}</translation>
    </message>
    <message>
        <source>không có ở bàn này: {0}</source>
        <translation>not of this desk: {0}</translation>
    </message>
    <message numerus="yes">
        <source>Trung tâm đã trả lời %n hồ sơ</source>
        <translation>
            <numerusform>The centre has answered %n record</numerusform>
            <numerusform>The centre has answered %n records</numerusform>
        </translation>
    </message>
    <message>
        <source>Còn thiếu {0}</source>
        <translation>{0} more is needed</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>IdNumber</name>
    <message>
        <source>Chép số định danh</source>
        <translation>Copy the ID number</translation>
    </message>
    <message>
        <source>Chép số định danh {0}</source>
        <translation>Copy the ID number {0}</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Nhập tay</source>
        <translation>Type by hand</translation>
    </message>
    <message>
        <source>Làm lại cho thẻ này</source>
        <translation>Start again for this card</translation>
    </message>
    <message>
        <source>Thử lại thẻ này</source>
        <translation>Try this card again</translation>
    </message>
    <message>
        <source>Làm tiếp</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Thủ tục cho lượt mới</source>
        <translation>Procedure of new visits</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>{0}. Vẫn cần làm lại thì bấm F2.</source>
        <translation>{0}. If it must be done again, press F2.</translation>
    </message>
    <message>
        <source>Mở lại để sửa</source>
        <translation>Open again</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Vẫn rời bàn</source>
        <translation>Leave anyway</translation>
    </message>
    <message>
        <source>Đang sao lưu, rời bàn bây giờ thì bản sao bị bỏ dở.</source>
        <translation>A backup is being made. Leaving now cuts it off.</translation>
    </message>
    <message>
        <source>Đang chép hồ sơ ra USB, rời bàn bây giờ thì việc chép dừng giữa chừng.</source>
        <translation>Records are being copied to a stick. Leaving now stops that halfway.</translation>
    </message>
    <message>
        <source>Đợi xong rồi hãy rời, hoặc bấm lần nữa nếu vẫn muốn rời bàn.</source>
        <translation>Wait until it is done, or ask once more to leave anyway.</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Người dùng</source>
        <translation>People</translation>
    </message>
    <message>
        <source>Mỗi người một mật khẩu riêng. Việc đã làm ghi theo tên trong nhật ký.</source>
        <translation>Everybody has a password of their own. The audit tells who did what.</translation>
    </message>
    <message>
        <source>Thêm người</source>
        <translation>Add somebody</translation>
    </message>
    <message>
        <source>Đổi vai trò</source>
        <translation>Change roles</translation>
    </message>
    <message>
        <source>Đặt mật khẩu mới</source>
        <translation>New password</translation>
    </message>
    <message>
        <source>Mã khôi phục</source>
        <translation>Recovery code</translation>
    </message>
    <message>
        <source>Tên</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Vai trò</source>
        <translation>Roles</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign-in</translation>
    </message>
    <message>
        <source>{0} (bạn)</source>
        <translation>{0} (you)</translation>
    </message>
    <message>
        <source>Được</source>
        <translation>May sign in</translation>
    </message>
    <message>
        <source>Đã ngừng</source>
        <translation>Disabled</translation>
    </message>
    <message>
        <source>Ngừng đăng nhập</source>
        <translation>Disable</translation>
    </message>
    <message>
        <source>Cho đăng nhập lại</source>
        <translation>Enable again</translation>
    </message>
</context>
<context>
    <name>LockCurtain</name>
    <message>
        <source>Máy đang khóa</source>
        <translation>This machine is locked</translation>
    </message>
    <message>
        <source>Máy tự khóa lúc {1} · {0}</source>
        <translation>Locked by itself at {1} · {0}</translation>
    </message>
    <message>
        <source>{0} khóa lúc {1}</source>
        <translation>Locked by {0} at {1}</translation>
    </message>
    <message>
        <source>Lượt đang làm vẫn còn nguyên.</source>
        <translation>The visit in progress is safe.</translation>
    </message>
    <message>
        <source>Bản dùng thử. Mật khẩu: {0}</source>
        <translation>A demo. The password: {0}</translation>
    </message>
    <message>
        <source>Đổi người</source>
        <translation>Switch person</translation>
    </message>
    <message>
        <source>Người khác đăng nhập; lượt đang làm được giữ lại.</source>
        <translation>Another person signs in; the visit under way is kept.</translation>
    </message>
    <message>
        <source>Mật khẩu của {0}</source>
        <translation>Password of {0}</translation>
    </message>
    <message>
        <source>Đang mở khóa…</source>
        <translation>Unlocking…</translation>
    </message>
    <message>
        <source>Mở khóa</source>
        <translation>Unlock</translation>
    </message>
    <message>
        <source>Còn {0}</source>
        <translation>{0} left</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>CCCD Station</source>
        <translation>CCCD Station</translation>
    </message>
</context>
<context>
    <name>NavRail</name>
    <message>
        <source>Các màn hình</source>
        <translation>Screens</translation>
    </message>
    <message>
        <source>Tài khoản</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>khóa màn hình, đăng xuất, mật khẩu, ngôn ngữ và màu</source>
        <translation>lock, sign out, password, language and colours</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Đóng thông báo</source>
        <translation>Close the notice</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>OwnPassword</name>
    <message>
        <source>Mật khẩu hiện tại</source>
        <translation>Current password</translation>
    </message>
    <message>
        <source>Mật khẩu mới</source>
        <translation>New password</translation>
    </message>
    <message>
        <source>Từ 8 ký tự. Vài từ không liên quan nhau là tốt.</source>
        <translation>At least 8 characters. A few unrelated words are good.</translation>
    </message>
    <message>
        <source>Gõ lại mật khẩu mới</source>
        <translation>New password again</translation>
    </message>
    <message>
        <source>Đổi mật khẩu của bạn</source>
        <translation>Change your password</translation>
    </message>
    <message>
        <source>Đã đổi mật khẩu của bạn.</source>
        <translation>Your password was changed.</translation>
    </message>
    <message>
        <source>Mật khẩu này không đúng.</source>
        <translation>This password is wrong.</translation>
    </message>
    <message>
        <source>Mật khẩu hiện tại gõ không đúng.</source>
        <translation>The current password is not right.</translation>
    </message>
    <message>
        <source>Chưa đổi mật khẩu của bạn. {0}</source>
        <translation>Your password has not been changed. {0}</translation>
    </message>
    <message>
        <source>Hai lần gõ không giống nhau.</source>
        <translation>The two are not the same.</translation>
    </message>
    <message>
        <source>Đang đổi</source>
        <translation>Changing</translation>
    </message>
    <message>
        <source>Đổi mật khẩu</source>
        <translation>Change the password</translation>
    </message>
</context>
<context>
    <name>PasswordLine</name>
    <message>
        <source>Mật khẩu</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>Ẩn mật khẩu</source>
        <translation>Hide the password</translation>
    </message>
    <message>
        <source>Hiện mật khẩu</source>
        <translation>Show the password</translation>
    </message>
</context>
<context>
    <name>PeopleScreen</name>
    <message>
        <source>Thêm người</source>
        <translation>Add somebody</translation>
    </message>
    <message>
        <source>Người này tự gõ mật khẩu của mình, bạn không cần biết.</source>
        <translation>They type their password themselves: you need not know it.</translation>
    </message>
    <message>
        <source>Thêm người này</source>
        <translation>Add this person</translation>
    </message>
    <message>
        <source>Đã thêm {0}, đăng nhập được ngay.</source>
        <translation>{0} was added and may sign in now.</translation>
    </message>
    <message>
        <source>Vai trò của {0}</source>
        <translation>Roles of {0}</translation>
    </message>
    <message>
        <source>Vai trò thêm có từ lần đăng nhập tới; vai trò bỏ đi hết hiệu lực ngay.</source>
        <translation>Roles that are added count from the next sign-in on; roles that are taken away end at once.</translation>
    </message>
    <message>
        <source>Lưu vai trò</source>
        <translation>Save the roles</translation>
    </message>
    <message>
        <source>Đã đổi vai trò của {0}.</source>
        <translation>The roles of {0} were changed.</translation>
    </message>
    <message>
        <source>Mật khẩu mới cho {0}</source>
        <translation>A new password for {0}</translation>
    </message>
    <message>
        <source>Mật khẩu cũ không dùng được nữa. Mời người đó tự gõ.</source>
        <translation>The old one opens nothing any more. Have them type the new one themselves.</translation>
    </message>
    <message>
        <source>Đặt mật khẩu này</source>
        <translation>Set this password</translation>
    </message>
    <message>
        <source>Đã đặt mật khẩu mới cho {0}.</source>
        <translation>{0} has a new password.</translation>
    </message>
    <message>
        <source>Tạo mã khôi phục mới?</source>
        <translation>Make a new recovery code?</translation>
    </message>
    <message>
        <source>Mã mở được bàn khi không ai còn nhớ mật khẩu.</source>
        <translation>It opens the desk when nobody knows a password any more.</translation>
    </message>
    <message>
        <source>Chuẩn bị giấy bút: mã chỉ hiện một lần.</source>
        <translation>Have pen and paper ready: the code is shown once.</translation>
    </message>
    <message>
        <source>Tạo mã mới</source>
        <translation>Make a new code</translation>
    </message>
    <message>
        <source>Ngừng cho {0} đăng nhập?</source>
        <translation>Disable {0}?</translation>
    </message>
    <message>
        <source>Mã vừa tạo chưa ai xem, mã trước đây vẫn dùng được. Cần thì tạo lại.</source>
        <translation>Nobody saw the code just made; the earlier one still works. Make another if you need it.</translation>
    </message>
    <message>
        <source>Từ nay chỉ mã khôi phục vừa chép dùng được.</source>
        <translation>From now on only the recovery code you just wrote down works.</translation>
    </message>
    <message>
        <source>Bạn chưa báo đã chép mã mới, nên mã trước đây vẫn dùng được.</source>
        <translation>You did not say that the new code is written down, so the earlier one still works.</translation>
    </message>
    <message>
        <source>Hai lần gõ không giống nhau.</source>
        <translation>The two are not the same.</translation>
    </message>
    <message>
        <source>Chưa gõ mật khẩu.</source>
        <translation>No password is typed.</translation>
    </message>
    <message>
        <source>Mật khẩu của người này không mở được bàn nữa.</source>
        <translation>Their password opens this desk no more.</translation>
    </message>
    <message>
        <source>Mã trước đây còn dùng được tới khi bạn báo đã chép mã mới.</source>
        <translation>The earlier code works until you say that the new one is written down.</translation>
    </message>
    <message>
        <source>Hồ sơ và nhật ký của người này giữ nguyên.</source>
        <translation>Their records and their rows of the audit stay as they are.</translation>
    </message>
    <message>
        <source>Cho đăng nhập lại lúc nào cũng được, với mật khẩu mới.</source>
        <translation>They can be enabled again at any time, with a new password.</translation>
    </message>
    <message>
        <source>Ngừng đăng nhập</source>
        <translation>Disable</translation>
    </message>
    <message>
        <source>Cho {0} đăng nhập lại</source>
        <translation>Enable {0} again</translation>
    </message>
    <message>
        <source>Mật khẩu trước đây đã bỏ. Mời người đó tự gõ mật khẩu mới.</source>
        <translation>The password of before is gone. Have them type a new one themselves.</translation>
    </message>
    <message>
        <source>Cho đăng nhập lại</source>
        <translation>Enable again</translation>
    </message>
    <message>
        <source>{0} lại đăng nhập được.</source>
        <translation>{0} may sign in again.</translation>
    </message>
    <message>
        <source>{0} không đăng nhập được nữa.</source>
        <translation>{0} may sign in no more.</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Tên đăng nhập</source>
        <translation>Name to sign in with</translation>
    </message>
    <message>
        <source>Như mọi người gọi ở bàn này.</source>
        <translation>As everybody says it at this desk.</translation>
    </message>
    <message>
        <source>Mật khẩu mới</source>
        <translation>New password</translation>
    </message>
    <message>
        <source>Từ 8 ký tự. Vài từ không liên quan nhau là tốt.</source>
        <translation>At least 8 characters. A few unrelated words are good.</translation>
    </message>
    <message>
        <source>Gõ lại mật khẩu</source>
        <translation>Password again</translation>
    </message>
    <message>
        <source>Vai trò</source>
        <translation>Roles</translation>
    </message>
    <message>
        <source>Cán bộ thu nhận: làm hồ sơ</source>
        <translation>Operator: collects records</translation>
    </message>
    <message>
        <source>Giám sát: số liệu, người dùng, nhật ký</source>
        <translation>Supervisor: figures, people, audit</translation>
    </message>
    <message>
        <source>Kỹ thuật: thiết bị, sao lưu</source>
        <translation>Technician: devices, backups</translation>
    </message>
</context>
<context>
    <name>PortraitGuide</name>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Chưa có hình</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>Có thể để sau và làm bước khác trước. Hồ sơ đã lưu, không mất gì.</source>
        <translation>It can be left for later while other steps are done. The record is saved, nothing is lost.</translation>
    </message>
    <message>
        <source>Chụp</source>
        <translation>Take picture</translation>
    </message>
    <message>
        <source>Ảnh đã lưu trước vẫn giữ nguyên tới khi dùng ảnh mới.</source>
        <translation>The portrait saved before stays until a new one is used.</translation>
    </message>
    <message>
        <source>Mời nhìn thẳng vào máy ảnh</source>
        <translation>Please look into the camera</translation>
    </message>
    <message>
        <source>Giữ yên, máy tự chụp</source>
        <translation>Hold still, it takes itself</translation>
    </message>
    <message>
        <source>Được rồi, chụp</source>
        <translation>Good, take it</translation>
    </message>
    <message>
        <source>Giữ yên</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Ảnh đã lưu</source>
        <translation>Portrait saved</translation>
    </message>
    <message>
        <source>Ảnh đã lưu, có lý do</source>
        <translation>Portrait saved, with a reason</translation>
    </message>
    <message>
        <source>Chụp lại</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>Ảnh chưa đạt</source>
        <translation>The picture is not good enough</translation>
    </message>
    <message>
        <source>Chụp lại, hoặc bấm F8 nếu có lý do.</source>
        <translation>Take it again, or press F8 if there is a reason.</translation>
    </message>
    <message>
        <source>Đạt cả, dùng ảnh này</source>
        <translation>All well, use it</translation>
    </message>
    <message>
        <source>Dùng ảnh này</source>
        <translation>Use this picture</translation>
    </message>
    <message>
        <source>Mời xem kỹ ảnh</source>
        <translation>Please look closely</translation>
    </message>
    <message>
        <source>Ảnh đạt</source>
        <translation>The picture is good</translation>
    </message>
    <message>
        <source>Xem lại một lần rồi dùng.</source>
        <translation>Look at it once more, then use it.</translation>
    </message>
    <message>
        <source>Máy đo đạt. Xem các mục dưới rồi xác nhận.</source>
        <translation>Measured well. Confirm the points below.</translation>
    </message>
    <message>
        <source>Mời xem ảnh</source>
        <translation>Please look at the picture</translation>
    </message>
</context>
<context>
    <name>PortraitPage</name>
    <message>
        <source>Chụp lại</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>Vẫn dùng ảnh này</source>
        <translation>Use it anyway</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Tắt tự chụp</source>
        <translation>Stop automatic shutter</translation>
    </message>
    <message>
        <source>Bật tự chụp</source>
        <translation>Start automatic shutter</translation>
    </message>
    <message>
        <source>Hình trên màn hình đã cũ. Chờ hình mới rồi chụp lại.</source>
        <translation>The picture on the screen is old. Wait for a new one, then take it again.</translation>
    </message>
    <message>
        <source>Vì sao vẫn dùng ảnh này?</source>
        <translation>Why use this picture anyway?</translation>
    </message>
    <message>
        <source>Ảnh chưa đạt yêu cầu; lý do giúp trung tâm nhận hồ sơ.</source>
        <translation>It misses a requirement; the reason helps the centre accept the record.</translation>
    </message>
</context>
<context>
    <name>PrintView</name>
    <message>
        <source>Vân tay hiện ở đây</source>
        <translation>The print appears here</translation>
    </message>
    <message>
        <source>chất lượng {0}</source>
        <translation>quality {0}</translation>
    </message>
    <message>
        <source>điểm {0}, cần {1}</source>
        <translation>score {0}, needs {1}</translation>
    </message>
</context>
<context>
    <name>ProgressPanel</name>
    <message>
        <source>Dừng</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>{0} trên {1}</source>
        <translation>{0} of {1}</translation>
    </message>
    <message>
        <source>còn vài giây</source>
        <translation>a few seconds left</translation>
    </message>
    <message>
        <source>còn chưa tới 1 phút</source>
        <translation>less than 1 minute left</translation>
    </message>
    <message numerus="yes">
        <source>còn khoảng %n phút</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>còn khoảng %n giờ</source>
        <translation>
            <numerusform>about %n hour left</numerusform>
            <numerusform>about %n hours left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueScreen</name>
    <message>
        <source>Hồ sơ chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Hồ sơ tự gửi khi có mạng. Mã hồ sơ là tên gói niêm phong, không có tên người.</source>
        <translation>Records are sent by themselves when there is a network. A record is named by its sealed packet, never by a person.</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào</source>
        <translation>No records yet</translation>
    </message>
    <message>
        <source>Hồ sơ hoàn tất sẽ hiện ở đây.</source>
        <translation>Finished records appear here.</translation>
    </message>
    <message>
        <source>Đang gửi</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Gửi ngay</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>Mở lại để sửa</source>
        <translation>Open again</translation>
    </message>
</context>
<context>
    <name>ReasonPage</name>
    <message>
        <source>Xác nhận</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Cần một lý do</source>
        <translation>A reason is needed</translation>
    </message>
    <message>
        <source>Lý do được ghi lại cùng lượt này.</source>
        <translation>The reason is kept with this visit.</translation>
    </message>
</context>
<context>
    <name>RecordList</name>
    <message>
        <source>đọc từ thẻ</source>
        <translation>from card</translation>
    </message>
    <message>
        <source>nhập tay</source>
        <translation>typed</translation>
    </message>
    <message>
        <source>đã sửa</source>
        <translation>edited</translation>
    </message>
</context>
<context>
    <name>ReturnedRecord</name>
    <message>
        <source>Hồ sơ {0} bị trả lại</source>
        <translation>Record {0} was returned</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
    <message>
        <source>Cán bộ thu nhận mở lại và sửa hồ sơ này.</source>
        <translation>An operator opens this record again and mends it.</translation>
    </message>
    <message>
        <source>Hoàn tất hoặc tạm dừng lượt đang làm, rồi mở lại hồ sơ này.</source>
        <translation>Finish or pause the visit under way, then open this record again.</translation>
    </message>
</context>
<context>
    <name>ReturnedWords</name>
    <message>
        <source>Trung tâm trả lại: {0}</source>
        <translation>The centre returned it: {0}</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Hoàn tất</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>Làm nốt chỗ thiếu</source>
        <translation>Do what is missing</translation>
    </message>
    <message>
        <source>Xem lại theo lý do</source>
        <translation>Look at the reason</translation>
    </message>
    <message>
        <source>Hồ sơ đủ</source>
        <translation>The record is complete</translation>
    </message>
    <message>
        <source>Còn thiếu</source>
        <translation>Still missing</translation>
    </message>
    <message>
        <source>Lưu ý</source>
        <translation>To note</translation>
    </message>
    <message numerus="yes">
        <source>%n ngón tay</source>
        <translation>
            <numerusform>%n finger</numerusform>
            <numerusform>%n fingers</numerusform>
        </translation>
    </message>
    <message>
        <source>Ảnh chưa đạt, lý do: {0}</source>
        <translation>Portrait does not pass, reason: {0}</translation>
    </message>
    <message>
        <source>Hoàn tất sẽ niêm phong hồ sơ và đưa vào hàng chờ gửi.</source>
        <translation>Finish seals the record and puts it in the queue.</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Thông tin chưa được xác nhận</source>
        <translation>Details not confirmed</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
</context>
<context>
    <name>RoleWords</name>
    <message>
        <source> hoặc </source>
        <translation> or </translation>
    </message>
    <message>
        <source>cán bộ thu nhận</source>
        <translation>operator</translation>
    </message>
    <message>
        <source>giám sát</source>
        <translation>supervisor</translation>
    </message>
    <message>
        <source>kỹ thuật</source>
        <translation>technician</translation>
    </message>
</context>
<context>
    <name>SafekeepingScreen</name>
    <message>
        <source>An toàn</source>
        <translation>Safety</translation>
    </message>
    <message>
        <source>Sao lưu</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>Kho dữ liệu</source>
        <translation>Store</translation>
    </message>
    <message>
        <source>Nhật ký</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Xóa sau khi được nhận</source>
        <translation>Erasing what was accepted</translation>
    </message>
    <message>
        <source>Kiểm tra kho</source>
        <translation>Check the store</translation>
    </message>
    <message>
        <source>Xuất nhật ký (CSV)</source>
        <translation>Export the audit (CSV)</translation>
    </message>
    <message numerus="yes">
        <source>Đã lưu %n dòng nhật ký vào {0}</source>
        <translation>
            <numerusform>%n row of the audit saved to {0}</numerusform>
            <numerusform>%n rows of the audit saved to {0}</numerusform>
        </translation>
    </message>
    <message>
        <source>Đang sao lưu</source>
        <translation>Backing up</translation>
    </message>
    <message>
        <source>Sao lưu ngay</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>Sao lưu ra nơi khác</source>
        <translation>Back up elsewhere</translation>
    </message>
    <message>
        <source>Thu nhận vẫn tiếp tục được.</source>
        <translation>Collecting can go on.</translation>
    </message>
    <message>
        <source>Đang sao lưu vào {0}</source>
        <translation>Backing up to {0}</translation>
    </message>
    <message>
        <source>Đang kiểm tra toàn bộ kho</source>
        <translation>Checking the whole store</translation>
    </message>
    <message>
        <source>Kho nguyên vẹn</source>
        <translation>The store is whole</translation>
    </message>
    <message numerus="yes">
        <source>Đã xem %n trang.</source>
        <translation>
            <numerusform>%n page was looked at.</numerusform>
            <numerusform>%n pages were looked at.</numerusform>
        </translation>
    </message>
    <message>
        <source>Đã sao lưu và đọc lại thử, bản sao tốt</source>
        <translation>Backed up and read back: the copy is good</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>SafetyWords</name>
    <message>
        <source>Kho dữ liệu có chỗ hỏng</source>
        <translation>The store is damaged</translation>
    </message>
    <message>
        <source>Dừng thu nhận, sao lưu ngay vào một chỗ mới rồi báo kỹ thuật.</source>
        <translation>Stop collecting, back up in a new place now, then tell a technician.</translation>
    </message>
    <message>
        <source>Bản sao nằm cùng ổ với dữ liệu</source>
        <translation>The copy is on the same disk as the data</translation>
    </message>
    <message>
        <source>Hỏng ổ là mất cả hai. Cắm ổ ngoài rồi sao lưu vào đó.</source>
        <translation>If the disk breaks, both are lost. Plug in another disk and back up to it.</translation>
    </message>
    <message>
        <source>Bản sao lưu có đủ, nhật ký còn nguyên.</source>
        <translation>Everything is in the backup, and the audit is whole.</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào phải sao lưu.</source>
        <translation>There is no record to back up yet.</translation>
    </message>
    <message>
        <source>Có bản sao lưu trong ngày, nhật ký còn nguyên.</source>
        <translation>There is a backup of this day, and the audit is whole.</translation>
    </message>
    <message>
        <source>Mọi thứ ổn</source>
        <translation>All is well</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
    <message>
        <source>Chưa có</source>
        <translation>None yet</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ xong từ lúc đó.</source>
        <translation>
            <numerusform>%n record was finished since.</numerusform>
            <numerusform>%n records were finished since.</numerusform>
        </translation>
    </message>
    <message>
        <source>Có đủ mọi hồ sơ đã xong.</source>
        <translation>It has every finished record.</translation>
    </message>
    <message>
        <source>Có chỗ hỏng</source>
        <translation>Damaged</translation>
    </message>
    <message>
        <source>Máy tự kiểm tra mỗi ngày một lần.</source>
        <translation>The desk checks it by itself once a day.</translation>
    </message>
    <message>
        <source>Chưa kiểm tra</source>
        <translation>Not checked yet</translation>
    </message>
    <message>
        <source>Nguyên vẹn</source>
        <translation>Whole</translation>
    </message>
    <message numerus="yes">
        <source>%n dòng, mỗi dòng giữ dòng trước.</source>
        <translation>
            <numerusform>%n row, holding the one before.</numerusform>
            <numerusform>%n rows, each holding the one before.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dòng {0} là dòng sai đầu tiên.</source>
        <translation>Row {0} is the first wrong one.</translation>
    </message>
    <message>
        <source>Bị sửa hoặc thiếu</source>
        <translation>Changed or not whole</translation>
    </message>
    <message numerus="yes">
        <source>Ảnh, vân tay và gói được xóa %n ngày sau khi trung tâm nhận.</source>
        <translation>
            <numerusform>Portrait, prints and packet are erased %n day after the centre accepts.</numerusform>
            <numerusform>Portrait, prints and packet are erased %n days after the centre accepts.</numerusform>
        </translation>
    </message>
    <message>
        <source>Không có gì chờ xóa</source>
        <translation>Nothing to erase</translation>
    </message>
    <message>
        <source>Chờ nghe giờ của trung tâm rồi mới xóa.</source>
        <translation>Nothing is erased before the centre&apos;s time is known.</translation>
    </message>
    <message numerus="yes">
        <source>Sớm nhất xóa sau %n ngày.</source>
        <translation>
            <numerusform>The first in %n day.</numerusform>
            <numerusform>The first in %n days.</numerusform>
        </translation>
    </message>
    <message>
        <source>Hồ sơ đến hạn đang được xóa.</source>
        <translation>What is due is being erased.</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ chờ xóa</source>
        <translation>
            <numerusform>%n record to erase</numerusform>
            <numerusform>%n records to erase</numerusform>
        </translation>
    </message>
    <message>
        <source>Từ lúc bật máy chưa so được đồng hồ với trung tâm.</source>
        <translation>The clock has not been compared with the centre&apos;s since this machine was started.</translation>
    </message>
    <message>
        <source>Đồng hồ khớp với trung tâm.</source>
        <translation>The clock agrees with the centre&apos;s.</translation>
    </message>
    <message numerus="yes">
        <source>%n giây</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phút</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message>
        <source>Đồng hồ máy này nhanh hơn trung tâm {0}.</source>
        <translation>This machine&apos;s clock is {0} ahead of the centre&apos;s.</translation>
    </message>
    <message>
        <source>Đồng hồ máy này chậm hơn trung tâm {0}.</source>
        <translation>This machine&apos;s clock is {0} behind the centre&apos;s.</translation>
    </message>
    <message>
        <source>Nhật ký không còn nguyên</source>
        <translation>The audit is no longer whole</translation>
    </message>
    <message>
        <source>Lần sao lưu cuối không xong</source>
        <translation>The last backup failed</translation>
    </message>
    <message>
        <source>Chưa sao lưu lần nào</source>
        <translation>Never backed up</translation>
    </message>
    <message>
        <source>Máy này hỏng thì hồ sơ chưa tới trung tâm mất theo. Cắm ổ ngoài rồi sao lưu.</source>
        <translation>If this machine breaks, what the centre does not have yet is lost. Plug in another disk and back up.</translation>
    </message>
    <message>
        <source>Đến lúc sao lưu</source>
        <translation>Time for a backup</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ chưa có trong bản sao lưu nào. Cắm ổ ngoài rồi sao lưu.</source>
        <translation>
            <numerusform>%n record is in no backup. Plug in another disk and back up.</numerusform>
            <numerusform>%n records are in no backup. Plug in another disk and back up.</numerusform>
        </translation>
    </message>
    <message>
        <source>Đồng hồ máy này lệch</source>
        <translation>This machine&apos;s clock is wrong</translation>
    </message>
    <message>
        <source>Chỉnh lại giờ của máy. Thu nhận vẫn tiếp tục được.</source>
        <translation>Set the machine&apos;s clock right. Collecting can go on.</translation>
    </message>
    <message>
        <source>Dùng ổ khác còn đủ chỗ hoặc dọn bớt, rồi sao lưu lại.</source>
        <translation>Use another disk with room or make room, then back up again.</translation>
    </message>
    <message>
        <source>Chỉ sao lưu khi có người bấm.</source>
        <translation>Made only when somebody asks for it.</translation>
    </message>
    <message numerus="yes">
        <source>Tự sao lưu sau mỗi %n hồ sơ.</source>
        <translation>
            <numerusform>Made by itself after %n record.</numerusform>
            <numerusform>Made by itself after every %n records.</numerusform>
        </translation>
    </message>
    <message>
        <source>Hôm nay {0}</source>
        <translation>Today {0}</translation>
    </message>
    <message>
        <source>Kiểm tra lần cuối: {0}.</source>
        <translation>Last checked: {0}.</translation>
    </message>
</context>
<context>
    <name>ScanPage</name>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Quét thẻ</source>
        <translation>Scan card</translation>
    </message>
    <message>
        <source>Đưa thẻ vào khung hình để điền lại thông tin. Không có thẻ thì bấm Tiếp tục.</source>
        <translation>Hold the card in front of the camera to fill the form anew. Without a card press Continue.</translation>
    </message>
</context>
<context>
    <name>ScannerDevices</name>
    <message>
        <source>Máy khác tìm thấy</source>
        <translation>Other scanners found</translation>
    </message>
    <message>
        <source>Tìm máy</source>
        <translation>Find scanners</translation>
    </message>
    <message>
        <source>Dừng</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Thử một ngón</source>
        <translation>Try a finger</translation>
    </message>
    <message>
        <source>Nối lại máy</source>
        <translation>Connect again</translation>
    </message>
    <message>
        <source>Giữ yên</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>Nhấc ngón tay lên</source>
        <translation>Lift the finger</translation>
    </message>
    <message>
        <source>Đặt ngón tay lên kính</source>
        <translation>Place a finger on the glass</translation>
    </message>
    <message>
        <source>Bàn này chưa chọn máy vân tay</source>
        <translation>This desk has no fingerprint scanner yet</translation>
    </message>
    <message>
        <source>Máy sẵn sàng</source>
        <translation>The scanner is ready</translation>
    </message>
    <message>
        <source>Chưa nối được máy</source>
        <translation>The scanner is not connected</translation>
    </message>
    <message>
        <source>Đang nối máy</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>Ảnh thử chỉ hiện ở đây, không lưu.</source>
        <translation>A trial print is shown here and kept nowhere.</translation>
    </message>
    <message>
        <source>Ngón thử</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Nhận trong {0} giây.</source>
        <translation>Received in {0} s.</translation>
    </message>
    <message>
        <source>Đang hỏi các cổng USB…</source>
        <translation>Asking the USB ports…</translation>
    </message>
    <message>
        <source>Không thấy máy nào khác. Cắm máy vào cổng USB rồi bấm Tìm máy.</source>
        <translation>No other scanner was found. Plug one into a USB port, then press Find scanners.</translation>
    </message>
    <message>
        <source>Không phải máy vân tay đã biết</source>
        <translation>No fingerprint scanner known here</translation>
    </message>
    <message>
        <source>Đang mở ở chương trình khác</source>
        <translation>Open in another program</translation>
    </message>
    <message>
        <source>Chưa được cấp quyền</source>
        <translation>No permission</translation>
    </message>
</context>
<context>
    <name>ScannerReading</name>
    <message>
        <source>Máy đang dùng</source>
        <translation>Scanner in use</translation>
    </message>
    <message>
        <source>Số máy {0}</source>
        <translation>Serial number {0}</translation>
    </message>
</context>
<context>
    <name>ScannerWords</name>
    <message>
        <source>chỉ 16 mức xám, cần 256</source>
        <translation>only 16 greys where 256 are needed</translation>
    </message>
    <message>
        <source>mặt kính nhỏ</source>
        <translation>small glass</translation>
    </message>
    <message>
        <source>dưới 500 dpi</source>
        <translation>below 500 dpi</translation>
    </message>
    <message>
        <source>chưa rõ có chứng nhận</source>
        <translation>no certificate known</translation>
    </message>
    <message>
        <source>Đủ chuẩn cho hồ sơ căn cước.</source>
        <translation>Good enough for an identity card.</translation>
    </message>
    <message>
        <source>Chưa đủ chuẩn hồ sơ căn cước: {0}. Hồ sơ ghi rõ điều này.</source>
        <translation>Not good enough for an identity card: {0}. The record says so.</translation>
    </message>
    <message>
        <source>chưa rõ cỡ</source>
        <translation>size not known yet</translation>
    </message>
    <message>
        <source>{0}, {1} dpi, {2} bit</source>
        <translation>{0}, {1} dpi, {2} bit</translation>
    </message>
</context>
<context>
    <name>ScreenLock</name>
    <message>
        <source>Máy đang khóa nên chưa nhận thẻ vừa quét.</source>
        <translation>The screen is locked, so the card just scanned was not taken.</translation>
    </message>
    <message>
        <source>Mở khóa, rồi quét lại thẻ.</source>
        <translation>Unlock, then scan the card again.</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
    <message>
        <source>Mật khẩu không đúng.</source>
        <translation>The password is not right.</translation>
    </message>
</context>
<context>
    <name>Sending</name>
    <message>
        <source>Đang gửi hồ sơ</source>
        <translation>Sending records</translation>
    </message>
    <message>
        <source>Chưa gửi hết</source>
        <translation>Not all sent</translation>
    </message>
    <message numerus="yes">
        <source>Đã gửi xong %n hồ sơ</source>
        <translation>
            <numerusform>%n record sent</numerusform>
            <numerusform>%n records sent</numerusform>
        </translation>
    </message>
    <message>
        <source>Không có hồ sơ nào phải gửi</source>
        <translation>No records to send</translation>
    </message>
</context>
<context>
    <name>SignInCard</name>
    <message>
        <source>Bàn thu nhận lưu động</source>
        <translation>Mobile enrolment desk</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Tên</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Mật khẩu</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>Bản dùng thử, mọi người đều là hư cấu.
Mật khẩu: {0}</source>
        <translation>Demo: every person is invented.
Password: {0}</translation>
    </message>
    <message>
        <source>Đang mở bàn…</source>
        <translation>Opening the desk…</translation>
    </message>
    <message>
        <source>Vào làm việc</source>
        <translation>Start work</translation>
    </message>
    <message>
        <source>Còn {0}</source>
        <translation>{0} left</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Chưa đăng nhập nên chưa nhận thẻ vừa quét.</source>
        <translation>Nobody is signed in, so the card just scanned was not taken.</translation>
    </message>
    <message>
        <source>Đăng nhập, rồi quét lại thẻ.</source>
        <translation>Sign in, then scan the card again.</translation>
    </message>
    <message>
        <source>Ngôn ngữ</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>StandingPanel</name>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Tình trạng của bàn</source>
        <translation>State of the desk</translation>
    </message>
</context>
<context>
    <name>StepRail</name>
    <message>
        <source>Quét thẻ</source>
        <translation>Scan card</translation>
    </message>
    <message>
        <source>Thông tin</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>Vân tay</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>Kiểm tra</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>đã xong</source>
        <translation>done</translation>
    </message>
    <message>
        <source>đang làm</source>
        <translation>in progress</translation>
    </message>
    <message>
        <source>chưa làm</source>
        <translation>to do</translation>
    </message>
</context>
<context>
    <name>SurePage</name>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>TotalsScreen</name>
    <message>
        <source>Dữ liệu có an toàn không?</source>
        <translation>Is my data safe?</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Lưu bảng hôm nay (CSV)</source>
        <translation>Save today&apos;s table (CSV)</translation>
    </message>
    <message>
        <source>Hôm nay chưa có lượt nào</source>
        <translation>No visits today yet</translation>
    </message>
    <message>
        <source>Đã lưu {0}</source>
        <translation>Saved {0}</translation>
    </message>
    <message>
        <source>Đã bắt đầu</source>
        <translation>Begun</translation>
    </message>
    <message>
        <source>Mọi lượt đã bắt đầu đều còn đủ.</source>
        <translation>Every visit that was begun is accounted for.</translation>
    </message>
    <message>
        <source>An toàn</source>
        <translation>Safe</translation>
    </message>
    <message>
        <source>Dừng thu nhận và báo kỹ thuật.</source>
        <translation>Stop collecting and tell a technician.</translation>
    </message>
    <message>
        <source>Số không khớp</source>
        <translation>The figures do not add up</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Cộng</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Đông nhất lúc {0} giờ.</source>
        <translation>Busiest at {0}:00.</translation>
    </message>
    <message>
        <source>Lượt theo giờ</source>
        <translation>Visits by hour</translation>
    </message>
    <message>
        <source>Ngày</source>
        <translation>Day</translation>
    </message>
</context>
<context>
    <name>UnfinishedList</name>
    <message>
        <source>Lượt chưa xong: {0}</source>
        <translation>Unfinished visits: {0}</translation>
    </message>
    <message>
        <source>Chưa có tên</source>
        <translation>No name yet</translation>
    </message>
    <message>
        <source>{0} · bị trả lại</source>
        <translation>{0} · returned</translation>
    </message>
    <message>
        <source>Làm tiếp: {0}</source>
        <translation>Resume: {0}</translation>
    </message>
    <message>
        <source>{0} · của {1}</source>
        <translation>{0} · of {1}</translation>
    </message>
</context>
<context>
    <name>VisitField</name>
    <message>
        <source>Cần đủ 10 chữ số, bắt đầu bằng 03, 05, 07, 08, 09</source>
        <translation>10 digits, beginning with 03, 05, 07, 08 or 09</translation>
    </message>
    <message>
        <source>Cần đủ 12 chữ số</source>
        <translation>12 digits are needed</translation>
    </message>
    <message>
        <source>Cần đủ 9 hoặc 12 chữ số</source>
        <translation>9 or 12 digits are needed</translation>
    </message>
    <message>
        <source>Cần có dạng ten@noi.vn</source>
        <translation>Like name@place.vn</translation>
    </message>
    <message>
        <source>Chỉ ghi chữ, không ghi số hay ký hiệu</source>
        <translation>Letters only, no digits or signs</translation>
    </message>
    <message>
        <source>Ghi ngày/tháng/năm đã qua, ví dụ 31/12/2000</source>
        <translation>Write a past day as dd/mm/yyyy, such as 31/12/2000</translation>
    </message>
    <message>
        <source>Chưa đúng, xem lại</source>
        <translation>Not right, look again</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
</context>
<context>
    <name>VisitScreen</name>
    <message>
        <source>Tạm dừng</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hủy lượt</source>
        <translation>Cancel visit</translation>
    </message>
    <message>
        <source>Vì sao hủy lượt này?</source>
        <translation>Why is this visit cancelled?</translation>
    </message>
    <message>
        <source>Ảnh và vân tay đã lấy sẽ bị xóa. Muốn làm tiếp sau thì chọn Tạm dừng.</source>
        <translation>Portrait and prints taken are erased. To go on later, choose Pause.</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Việc đó dành cho {0}.</source>
        <translation>It takes the role of {0}.</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>Lượt</source>
        <translation>Visit</translation>
    </message>
    <message>
        <source>Hồ sơ chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Tổng hợp</source>
        <translation>Totals</translation>
    </message>
    <message>
        <source>Thiết bị</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>An toàn</source>
        <translation>Safety</translation>
    </message>
    <message>
        <source>Người dùng</source>
        <translation>People</translation>
    </message>
    <message>
        <source>Đã xong, hồ sơ đã vào hàng chờ gửi.</source>
        <translation>Done. The record is in the queue.</translation>
    </message>
    <message numerus="yes">
        <source>Trung tâm trả lại %n hồ sơ.</source>
        <translation>
            <numerusform>The centre returned %n record.</numerusform>
            <numerusform>The centre returned %n records.</numerusform>
        </translation>
    </message>
    <message>
        <source>Xem hồ sơ</source>
        <translation>See records</translation>
    </message>
    <message>
        <source>Đã tạm dừng lượt của {0}.</source>
        <translation>The visit of {0} is paused.</translation>
    </message>
    <message>
        <source>Đã tạm dừng lượt này.</source>
        <translation>This visit is paused.</translation>
    </message>
    <message>
        <source>Ảnh vừa chụp chưa dùng nên không lưu.</source>
        <translation>The picture just taken was not used and is not kept.</translation>
    </message>
    <message>
        <source>Làm tiếp</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Lượt này do {0} bắt đầu, nay bạn làm tiếp.</source>
        <translation>{0} began this visit, and you go on with it now.</translation>
    </message>
</context>
</TS>
